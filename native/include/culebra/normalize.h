/*
 * Normalization over columns: op Normalize, and its gradient, where x is seen as [outer, tall, wide]
 * and tall is normalized over. Of the wide columns, column c belongs to group c % width / inner;
 * columns of a group share a mean, and copies of a row, wide / width, lie beside each other.
 */
#ifndef CULEBRA_NORMALIZE_H
#define CULEBRA_NORMALIZE_H

#include <stdint.h>

struct culebra_normalize {
  const float *x;
  const float *weight; /* NULL for 1; [width], or [outer][width] with own_rows */
  const float *bias;   /* NULL for 0 */
  float *y;            /* may be x */
  float *mean;         /* [outer][groups] */
  float *variance;
  double *sums;   /* [outer][wide] */
  float *pieces;  /* [outer][ceil(tall / piece_rows)][2][wide]: mean and squares of each piece */
  float *columns; /* [outer][3][wide]: mean, scale, shift */
  int64_t outer;
  int64_t tall;
  int64_t wide;
  int64_t width;
  int64_t groups;
  int64_t piece_rows;
  double epsilon;
  int32_t own_rows;
};

struct culebra_normalize_gradient {
  const float *x;
  const float *weight;
  const float *mean;
  const float *variance;
  const float *gradient;
  float *to_x;
  float *to_weight; /* NULL if there is no weight */
  float *to_bias;
  double *sums;   /* [outer][2][wide]: of g, of g (x - mean) */
  float *pieces;  /* [outer][pieces][2][wide]: the same of each piece */
  float *columns; /* [outer][4][wide]: mean, scale, slope, level */
  int64_t outer;
  int64_t tall;
  int64_t wide;
  int64_t width;
  int64_t groups;
  int64_t piece_rows;
  double epsilon;
  int32_t own_rows;
};

#ifdef __cplusplus
extern "C" {
#endif

/* First the moments of pieces begin to end - 1, counted through all outer indices; */
void culebra_normalize_moments(const struct culebra_normalize *block, int64_t begin, int64_t end);

/* then the columns of outer indices begin to end - 1; */
void culebra_normalize_combine(const struct culebra_normalize *block, int64_t begin, int64_t end);

/* then rows of y, from the last one on, which the first pass has left in the caches. */
void culebra_normalize(const struct culebra_normalize *block, int64_t begin, int64_t end);

/* First the means as columns, of outer indices begin to end - 1; */
void culebra_normalize_gradient_spread(const struct culebra_normalize_gradient *block,
                                       int64_t begin, int64_t end);

/* then the sums of pieces; */
void culebra_normalize_gradient_sums(const struct culebra_normalize_gradient *block, int64_t begin,
                                     int64_t end);

/* then the columns of outer indices; */
void culebra_normalize_gradient_combine(const struct culebra_normalize_gradient *block,
                                        int64_t begin, int64_t end);

/* then rows of the gradient of x, from the last one on; */
void culebra_normalize_gradient(const struct culebra_normalize_gradient *block, int64_t begin,
                                int64_t end);

/* and the gradients of weight and bias, of all columns begin to end - 1. */
void culebra_normalize_gradient_store(const struct culebra_normalize_gradient *block,
                                      int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif

#endif
