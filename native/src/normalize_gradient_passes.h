/* The backward pass over columns. */
#ifndef CULEBRA_NORMALIZE_GRADIENT_PASSES_H
#define CULEBRA_NORMALIZE_GRADIENT_PASSES_H

#include "normalize_passes.h"

/* For some whole vectors of columns the sums of g and of g (x - mean). */
#define CULEBRA_PRODUCTS(name, VECTORS)                                                       \
  static inline void name(const float *x, const float *gradient, const float *means,         \
                          int64_t stride, int64_t rows, float *sums, float *products) {       \
    vec mean[VECTORS];                                                                        \
    vec sum[VECTORS];                                                                         \
    vec product[VECTORS];                                                                     \
    CULEBRA_UNROLL(4)                                                                         \
    for (int v = 0; v < VECTORS; v++) {                                                       \
      mean[v] = vec_load(means + v * VEC_LANES);                                              \
      sum[v] = product[v] = vec_splat(0);                                                     \
    }                                                                                         \
    for (int64_t row = 0; row < rows; row++) {                                                \
      CULEBRA_UNROLL(4)                                                                       \
      for (int v = 0; v < VECTORS; v++) {                                                     \
        int64_t at = row * stride + v * VEC_LANES;                                            \
        culebra_will_read_later(x + at + rows * stride);                                      \
        culebra_will_read_later(gradient + at + rows * stride);                               \
        vec arrived = vec_load(gradient + at);                                                \
        sum[v] = sum[v] + arrived;                                                            \
        product[v] = vec_multiply_add(arrived, vec_load(x + at) - mean[v], product[v]);       \
      }                                                                                       \
    }                                                                                         \
    CULEBRA_UNROLL(4)                                                                         \
    for (int v = 0; v < VECTORS; v++) {                                                       \
      vec_store(sums + v * VEC_LANES, sum[v]);                                                \
      vec_store(products + v * VEC_LANES, product[v]);                                        \
    }                                                                                         \
  }

CULEBRA_PRODUCTS(products_abreast, ABREAST)
CULEBRA_PRODUCTS(products_of_vector, 1)

static inline void products_of_column(const float *x, const float *gradient, float mean,
                                      int64_t stride, int64_t rows, float *sums,
                                      float *products) {
  float sum = 0;
  float product = 0;
  for (int64_t at = 0; at < rows * stride; at += stride) {
    sum += gradient[at];
    product = fmaf(gradient[at], x[at] - mean, product);
  }
  *sums = sum;
  *products = product;
}

static inline void spread_means(const struct culebra_normalize_gradient *b, int64_t begin,
                                int64_t end) {
  const int64_t inner = b->width / b->groups;
  for (int64_t outer = begin; outer < end; outer++) {
    for (int64_t c = 0; c < b->wide; c++) {
      b->columns[outer * 4 * b->wide + c] = b->mean[outer * b->groups + c % b->width / inner];
    }
  }
}

static inline void make_sums(const struct culebra_normalize_gradient *b, int64_t begin,
                             int64_t end) {
  const int64_t pieces = piece_count(b->tall, b->piece_rows);
  const int64_t wide = b->wide;
  for (int64_t number = begin; number < end; number++) {
    int64_t piece = number % pieces;
    int64_t outer = number / pieces;
    int64_t rows = rows_of_piece(b->tall, b->piece_rows, piece);
    int64_t from = (outer * b->tall + piece * b->piece_rows) * wide;
    const float *x = b->x + from;
    const float *gradient = b->gradient + from;
    const float *means = b->columns + outer * 4 * wide;
    float *sums = b->pieces + number * 2 * wide;
    float *products = sums + wide;
    int64_t c = 0;
    for (; c <= wide - ABREAST * VEC_LANES; c += ABREAST * VEC_LANES) {
      products_abreast(x + c, gradient + c, means + c, wide, rows, sums + c, products + c);
    }
    for (; c <= wide - VEC_LANES; c += VEC_LANES) {
      products_of_vector(x + c, gradient + c, means + c, wide, rows, sums + c, products + c);
    }
    for (; c < wide; c++) {
      products_of_column(x + c, gradient + c, means[c], wide, rows, sums + c, products + c);
    }
  }
}

static inline void combine_sums(const struct culebra_normalize_gradient *b, int64_t outer) {
  const int64_t wide = b->wide;
  const int64_t inner = b->width / b->groups;
  const int64_t pieces = piece_count(b->tall, b->piece_rows);
  const float *piece = b->pieces + outer * pieces * 2 * wide;
  const double count = (double)(b->tall * (wide / b->width) * inner);
  double *sums = b->sums + outer * 2 * wide;
  float *scales = b->columns + outer * 4 * wide + wide;
  float *slopes = scales + wide;
  float *levels = slopes + wide;
  for (int64_t c = 0; c < 2 * wide; c++) {
    sums[c] = 0;
  }
  for (int64_t p = 0; p < pieces; p++) {
    for (int64_t c = 0; c < 2 * wide; c++) {
      sums[c] += piece[2 * p * wide + c];
    }
  }
  const int64_t own = b->own_rows ? outer * b->width : 0;
  for (int64_t group = 0; group < b->groups; group++) {
    const double root = 1 / sqrt((double)b->variance[outer * b->groups + group] + b->epsilon);
    double sum = 0;
    double product = 0;
    for (int64_t c = group * inner; c < (group + 1) * inner; c++) {
      for (int64_t copy = c + b->width; copy < wide; copy += b->width) {
        sums[c] += sums[copy];
        sums[wide + c] += sums[wide + copy];
      }
      sums[wide + c] *= root;
      double weight = b->weight ? b->weight[own + c] : 1;
      sum += weight * sums[c];
      product += weight * sums[wide + c];
    }
    for (int64_t first = group * inner; first < wide; first += b->width) {
      for (int64_t c = first; c < first + inner; c++) {
        scales[c] = (float)(b->weight ? root * b->weight[own + c % b->width] : root);
        slopes[c] = (float)(root * root * product / count);
        levels[c] = (float)(root * sum / count);
      }
    }
  }
}

static inline void combine_all_sums(const struct culebra_normalize_gradient *b, int64_t begin,
                                    int64_t end) {
  for (int64_t outer = begin; outer < end; outer++) {
    combine_sums(b, outer);
  }
}

/* result = g scale - (x - mean) slope - level, row by row. */
static inline void to_x_row(const float *x, const float *gradient, const float *columns,
                            int64_t wide, float *result) {
  const float *scales = columns + wide;
  const float *slopes = scales + wide;
  const float *levels = slopes + wide;
  int64_t c = 0;
  for (; c <= wide - VEC_LANES; c += VEC_LANES) {
    culebra_will_read(x + c);
    culebra_will_read(gradient + c);
    culebra_will_write(result + c);
    vec distance = vec_load(x + c) - vec_load(columns + c);
    vec common = vec_multiply_add(distance, vec_load(slopes + c), vec_load(levels + c));
    vec_store(result + c, vec_load(gradient + c) * vec_load(scales + c) - common);
  }
  for (; c < wide; c++) {
    float common = fmaf(x[c] - columns[c], slopes[c], levels[c]);
    result[c] = gradient[c] * scales[c] - common;
  }
}

static inline void to_x_abreast(const float *x, const float *gradient, const float *columns,
                                int64_t rows, float *result) {
  vec mean[ABREAST];
  vec scale[ABREAST];
  vec slope[ABREAST];
  vec level[ABREAST];
  CULEBRA_UNROLL(4)
  for (int v = 0; v < ABREAST; v++) {
    mean[v] = vec_load(columns + v * VEC_LANES);
    scale[v] = vec_load(columns + (ABREAST + v) * VEC_LANES);
    slope[v] = vec_load(columns + (2 * ABREAST + v) * VEC_LANES);
    level[v] = vec_load(columns + (3 * ABREAST + v) * VEC_LANES);
  }
  for (int64_t from = 0; from < rows * ABREAST * VEC_LANES; from += ABREAST * VEC_LANES) {
    CULEBRA_UNROLL(4)
    for (int v = 0; v < ABREAST; v++) {
      const int64_t at = from + v * VEC_LANES;
      culebra_will_read(x + at);
      culebra_will_read(gradient + at);
      culebra_will_write(result + at);
      vec common = vec_multiply_add(vec_load(x + at) - mean[v], slope[v], level[v]);
      vec_store(result + at, vec_load(gradient + at) * scale[v] - common);
    }
  }
}

static inline void to_x_rows(const struct culebra_normalize_gradient *b, int64_t begin,
                             int64_t end) {
  const int64_t rows = b->outer * b->tall;
  const int64_t wide = b->wide;
  for (int64_t row = rows - end; row < rows - begin;) {
    const int64_t outer = row / b->tall;
    const float *columns = b->columns + outer * 4 * wide;
    const int64_t stop = smaller((outer + 1) * b->tall, rows - begin);
    const float *x = b->x + row * wide;
    const float *gradient = b->gradient + row * wide;
    float *result = b->to_x + row * wide;
    if (wide == ABREAST * VEC_LANES) {
      to_x_abreast(x, gradient, columns, stop - row, result);
    } else {
      for (int64_t at = 0; at < (stop - row) * wide; at += wide) {
        to_x_row(x + at, gradient + at, columns, wide, result + at);
      }
    }
    row = stop;
  }
}

/* A weight that all outer indices share gathers what each of them gives. */
static inline void store_sums(const struct culebra_normalize_gradient *b, int64_t begin,
                              int64_t end) {
  const int64_t shared = b->own_rows ? 1 : b->outer;
  for (int64_t c = begin; c < end; c++) {
    const double *sums = b->sums + c / b->width * 2 * b->wide + c % b->width;
    double to_bias = 0;
    double to_weight = 0;
    for (int64_t outer = 0; outer < shared; outer++) {
      to_bias += sums[outer * 2 * b->wide];
      to_weight += sums[outer * 2 * b->wide + b->wide];
    }
    b->to_bias[c] = (float)to_bias;
    b->to_weight[c] = (float)to_weight;
  }
}

#endif
