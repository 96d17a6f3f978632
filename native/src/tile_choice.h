/*
 * Which tiles of sums a processor is faster with, where AVX-512's 32 registers leave a choice: many
 * rows of one vector, whose rows' elements the multiplying instruction reads from memory itself, or
 * half as many rows of two, which share an element and a register for it. The first take fewer
 * instructions and less of L1. That counts on Intel's processors, where another thread shares the
 * core, its caches and its issue slots. They also take a load for each multiplication, and AMD's
 * Zen 5 loads no more vectors than it multiplies: tiles of two there reach 94 % of what its registers
 * can do, those of one 90 %.
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
