/*
 * Standard normal draws: op RandomNormal, formula in dev.culebra.math.Normal. Element i of the
 * output is a function of (seed, step, stream, offset + i) alone. One source for C and CUDA.
 */
#ifndef CULEBRA_RANDOM_NORMAL_H
#define CULEBRA_RANDOM_NORMAL_H

#include <math.h>
#include <stdint.h>

#include "culebra/bits.h"
#include "culebra/inline.h"
#include "culebra/log.h"
#include "culebra/philox.h"
#include "culebra/sin_cos.h"

struct culebra_random_normal {
  const int64_t *counter; /* seed, step, offset of element 0 */
  float *output;
  int64_t count;
  int32_t stream;
};

#ifdef __cplusplus
extern "C"
#endif
/* Draws elements begin to end - 1. */
void culebra_random_normal(const struct culebra_random_normal *block, int64_t begin, int64_t end);

/* The words of elements 4 quad to 4 quad + 3. */
CULEBRA_INLINE struct culebra_philox_words culebra_random_words(const int64_t *counter,
                                                                int32_t stream, int64_t quad) {
  struct culebra_philox_words words = {{
      (uint32_t)quad,
      (uint32_t)((uint64_t)quad >> 32),
      (uint32_t)counter[1],
      (uint32_t)stream,
  }};
  return culebra_philox(words, (uint32_t)counter[0], (uint32_t)((uint64_t)counter[0] >> 32));
}

struct culebra_normal_pair {
  float first;
  float second;
};

/* Box and Muller: the first word names the radius, the second a direction without any reduction. */
CULEBRA_INLINE struct culebra_normal_pair culebra_normal_pair(uint32_t radius_word,
                                                              uint32_t word) {
  float u = fmaf((float)(int32_t)(radius_word >> 1), 0x1p-31f, 0x1p-32f);
  float radius = sqrtf(culebra_log_of_normal(u) * -2.0f);
  /* The low 30 bits as a signed number, times 2 pi / 2^32. */
  float angle = (float)((int32_t)(word << 2) >> 2) * 0x1.921fb6p-30f;
  float sine = culebra_sine(angle);
  int32_t flip = (int32_t)(word & 0x80000000u);
  float cosine = culebra_float(culebra_bits(culebra_cosine(angle)) ^ flip);
  int swapped = (word >> 30) & 1;
  struct culebra_normal_pair pair = {
      radius * (swapped ? sine : cosine),
      radius * (swapped ? cosine : sine),
  };
  return pair;
}

#endif
