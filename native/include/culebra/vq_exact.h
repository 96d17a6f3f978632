/* The arithmetic that decides which code is nearest, as op VqNearest writes it down. */
#ifndef CULEBRA_VQ_EXACT_H
#define CULEBRA_VQ_EXACT_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "culebra/inline.h"

/* Term j belongs to sum j mod 8. */
typedef double culebra_vq_sums __attribute__((vector_size(64)));

CULEBRA_INLINE double culebra_vq_total(const culebra_vq_sums *sums) {
  culebra_vq_sums s = *sums;
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

/* Elements j to j + 7. */
CULEBRA_INLINE void culebra_vq_elements(const float *x, int64_t j, culebra_vq_sums *elements) {
  typedef float eight __attribute__((vector_size(32)));
  eight values;
  memcpy(&values, x + j, sizeof values);
  *elements = __builtin_convertvector(values, culebra_vq_sums);
}

CULEBRA_INLINE double culebra_vq_products(const float *x, const float *c, int64_t depth) {
  culebra_vq_sums sums = {0};
  int64_t whole = depth & -8;
  for (int64_t j = 0; j < whole; j += 8) {
    culebra_vq_sums left;
    culebra_vq_sums right;
    culebra_vq_elements(x, j, &left);
    culebra_vq_elements(c, j, &right);
    sums += left * right;
  }
  for (int64_t j = whole; j < depth; j++) {
    sums[j - whole] += (double)x[j] * (double)c[j];
  }
  return culebra_vq_total(&sums);
}

CULEBRA_INLINE double culebra_vq_differences(const float *x, const float *c, int64_t depth) {
  culebra_vq_sums sums = {0};
  int64_t whole = depth & -8;
  for (int64_t j = 0; j < whole; j += 8) {
    culebra_vq_sums left;
    culebra_vq_sums right;
    culebra_vq_elements(x, j, &left);
    culebra_vq_elements(c, j, &right);
    culebra_vq_sums difference = left - right;
    sums += difference * difference;
  }
  for (int64_t j = whole; j < depth; j++) {
    double difference = (double)x[j] - (double)c[j];
    sums[j - whole] += difference * difference;
  }
  return culebra_vq_total(&sums);
}

CULEBRA_INLINE double culebra_vq_distance(int cosine, const float *x, const float *c,
                                          int64_t depth) {
  if (!cosine) {
    return culebra_vq_differences(x, c, depth);
  }
  double lengths = culebra_vq_products(x, x, depth) * culebra_vq_products(c, c, depth);
  return 2 - 2 * (lengths == 0 ? 0 : culebra_vq_products(x, c, depth) / sqrt(lengths));
}

#endif
