/*
 * A function that is compiled for each instruction set in a file of its own, NAME_avx512.c and
 * NAME_avx2.c beside NAME.c, and chosen by what the processor has.
 */
#ifndef CULEBRA_CHOSEN_H
#define CULEBRA_CHOSEN_H

#include "culebra/kernel.h"

#ifdef CULEBRA_DISPATCH
#define CULEBRA_CHOSEN(name, type, plain)                                                    \
  void name##_avx512(const type *block, int64_t begin, int64_t end);                         \
  void name##_avx2(const type *block, int64_t begin, int64_t end);                           \
  CULEBRA_EXPORT void name(const type *block, int64_t begin, int64_t end) {                  \
    if (CULEBRA_HAS_AVX512) {                                                                \
      name##_avx512(block, begin, end);                                                      \
    } else if (CULEBRA_HAS_AVX2) {                                                           \
      name##_avx2(block, begin, end);                                                        \
    } else {                                                                                 \
      plain(block, begin, end);                                                              \
    }                                                                                        \
  }
#else
#define CULEBRA_CHOSEN(name, type, plain)                                   \
  CULEBRA_EXPORT void name(const type *block, int64_t begin, int64_t end) { \
    plain(block, begin, end);                                               \
  }
#endif

#endif
