/*
 * Which tiles of sums a processor is faster with, where AVX-512's 32 registers leave a choice: many
 * rows of one vector, whose rows' elements the multiplying instruction reads from memory itself, or
 * half as many rows of two, which share an element and a register for it. The first take 1.1
 * micro-operations for a multiplication of vectors, not 1.7, and half as much of L1 for a panel. That
 * counts on Intel's processors, where another thread shares the core, its caches and its issue slots.
 * They also take a load for each multiplication, and AMD's Zen 5 loads no more vectors than it
 * multiplies: there the product of 1024 x 1024 x 1024 reached 91 % of the best burst with tiles of two
 * and 82 % with those of one (culebra bench --filter 'gemm 1024' --threads 1).
 */
#ifndef CULEBRA_TILE_CHOICE_H
#define CULEBRA_TILE_CHOICE_H

#include "culebra/vectors.h"

/* Vectors of a tile: 1 or 2 as wanted; 0: what the processor is faster with. */
static inline int chosen_vectors(int32_t wanted) {
#if defined(__AVX512F__)
  if (wanted == 0) {
    return __builtin_cpu_is("amd") ? 2 : 1;
  }
  return wanted;
#else
  (void)wanted;
  return 2;
#endif
}

#endif
