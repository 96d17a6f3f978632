/* The forward pass over columns. */
#ifndef CULEBRA_NORMALIZE_PASSES_H
#define CULEBRA_NORMALIZE_PASSES_H

#include <math.h>

#include "culebra/kernel.h"
#include "culebra/normalize.h"
#include "culebra/stream.h"
#include "culebra/vectors.h"

/* Vectors of columns that are gone through side by side. */
enum { ABREAST = 4 };

/* Part of a piece's rows that its centre is the mean of: 1 of so many. */
enum { CENTRE_PART = 8 };

/* Mean and sum of squared distances of the rows of some whole vectors of columns, by distances from a
   centre: the mean of the first rows. Those rows are among the others, so what is taken off in the end
   is less than CENTRE_PART times what is left, wherever the numbers lie. What lies one piece further
   is asked for meanwhile. */
#define CULEBRA_MOMENTS(name, VECTORS)                                                        \
  static inline void name(const float *x, int64_t stride, int64_t rows, float *means,        \
                          float *squares) {                                                   \
    const int64_t some = (rows + CENTRE_PART - 1) / CENTRE_PART;                              \
    vec centre[VECTORS];                                                                      \
    vec sum[VECTORS];                                                                         \
    vec square[VECTORS];                                                                      \
    CULEBRA_UNROLL(4)                                                                         \
    for (int v = 0; v < VECTORS; v++) {                                                       \
      sum[v] = square[v] = vec_splat(0);                                                      \
    }                                                                                         \
    for (int64_t row = 0; row < some; row++) {                                                \
      CULEBRA_UNROLL(4)                                                                       \
      for (int v = 0; v < VECTORS; v++) {                                                     \
        sum[v] = sum[v] + vec_load(x + row * stride + v * VEC_LANES);                         \
      }                                                                                       \
    }                                                                                         \
    CULEBRA_UNROLL(4)                                                                         \
    for (int v = 0; v < VECTORS; v++) {                                                       \
      centre[v] = sum[v] / vec_splat((float)some);                                            \
      sum[v] = vec_splat(0);                                                                  \
    }                                                                                         \
    for (int64_t row = 0; row < rows; row++) {                                                \
      CULEBRA_UNROLL(4)                                                                       \
      for (int v = 0; v < VECTORS; v++) {                                                     \
        const float *at = x + row * stride + v * VEC_LANES;                                   \
        culebra_will_read_later(at + rows * stride);                                          \
        vec distance = vec_load(at) - centre[v];                                              \
        sum[v] = sum[v] + distance;                                                           \
        square[v] = vec_multiply_add(distance, distance, square[v]);                          \
      }                                                                                       \
    }                                                                                         \
    CULEBRA_UNROLL(4)                                                                         \
    for (int v = 0; v < VECTORS; v++) {                                                       \
      vec apart = sum[v] / vec_splat((float)rows);                                            \
      vec_store(means + v * VEC_LANES, centre[v] + apart);                                    \
      vec left = square[v] - sum[v] * apart;                                                  \
      vec_store(squares + v * VEC_LANES, vec_larger(vec_splat(0), left));                     \
    }                                                                                         \
  }

CULEBRA_MOMENTS(moments_abreast, ABREAST)
CULEBRA_MOMENTS(moments_of_vector, 1)

static inline void moments_of_column(const float *x, int64_t stride, int64_t rows, float *mean,
                                     float *squares) {
  const int64_t some = (rows + CENTRE_PART - 1) / CENTRE_PART;
  float centre = 0;
  for (int64_t row = 0; row < some; row++) {
    centre += x[row * stride];
  }
  centre /= (float)some;
  float sum = 0;
  float square = 0;
  for (int64_t row = 0; row < rows; row++) {
    float distance = x[row * stride] - centre;
    sum += distance;
    square = fmaf(distance, distance, square);
  }
  float apart = sum / (float)rows;
  float left = square - sum * apart;
  *mean = centre + apart;
  *squares = left < 0 ? 0 : left;
}

static inline int64_t piece_count(int64_t tall, int64_t piece_rows) {
  return (tall + piece_rows - 1) / piece_rows;
}

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

static inline int64_t rows_of_piece(int64_t tall, int64_t piece_rows, int64_t piece) {
  return smaller(piece_rows, tall - piece * piece_rows);
}

static inline void make_moments(const struct culebra_normalize *b, int64_t begin, int64_t end) {
  const int64_t pieces = piece_count(b->tall, b->piece_rows);
  const int64_t wide = b->wide;
  for (int64_t number = begin; number < end; number++) {
    int64_t piece = number % pieces;
    int64_t rows = rows_of_piece(b->tall, b->piece_rows, piece);
    const float *x = b->x + (number / pieces * b->tall + piece * b->piece_rows) * wide;
    float *means = b->pieces + number * 2 * wide;
    float *squares = means + wide;
    int64_t c = 0;
    for (; c <= wide - ABREAST * VEC_LANES; c += ABREAST * VEC_LANES) {
      moments_abreast(x + c, wide, rows, means + c, squares + c);
    }
    for (; c <= wide - VEC_LANES; c += VEC_LANES) {
      moments_of_vector(x + c, wide, rows, means + c, squares + c);
    }
    for (; c < wide; c++) {
      moments_of_column(x + c, wide, rows, means + c, squares + c);
    }
  }
}

/* The sum of what the columns of a group have. */
static inline double of_group(const double *columns, int64_t group, int64_t inner, int64_t width,
                              int64_t wide) {
  double sum = 0;
  for (int64_t first = group * inner; first < wide; first += width) {
    for (int64_t c = first; c < first + inner; c++) {
      sum += columns[c];
    }
  }
  return sum;
}

/* Pieces are put together in double as in Chan, Golub and LeVeque 1979. */
static inline void combine_moments(const struct culebra_normalize *b, int64_t outer) {
  const int64_t wide = b->wide;
  const int64_t inner = b->width / b->groups;
  const int64_t pieces = piece_count(b->tall, b->piece_rows);
  const float *piece = b->pieces + outer * pieces * 2 * wide;
  const double count = (double)(b->tall * (wide / b->width) * inner);
  double *sums = b->sums + outer * wide;
  float *means = b->columns + outer * 3 * wide;
  float *scales = means + wide;
  float *shifts = scales + wide;
  for (int64_t c = 0; c < wide; c++) {
    sums[c] = 0;
  }
  for (int64_t p = 0; p < pieces; p++) {
    const double rows = (double)rows_of_piece(b->tall, b->piece_rows, p);
    for (int64_t c = 0; c < wide; c++) {
      sums[c] += rows * piece[2 * p * wide + c];
    }
  }
  for (int64_t group = 0; group < b->groups; group++) {
    b->mean[outer * b->groups + group] =
        (float)(of_group(sums, group, inner, b->width, wide) / count);
  }
  for (int64_t c = 0; c < wide; c++) {
    means[c] = b->mean[outer * b->groups + c % b->width / inner];
    sums[c] = 0;
  }
  for (int64_t p = 0; p < pieces; p++) {
    const double rows = (double)rows_of_piece(b->tall, b->piece_rows, p);
    for (int64_t c = 0; c < wide; c++) {
      double apart = (double)piece[2 * p * wide + c] - means[c];
      sums[c] += piece[(2 * p + 1) * wide + c] + rows * apart * apart;
    }
  }
  const int64_t own = b->own_rows ? outer * b->width : 0;
  for (int64_t group = 0; group < b->groups; group++) {
    double variance = of_group(sums, group, inner, b->width, wide) / count;
    b->variance[outer * b->groups + group] = (float)variance;
    double root = 1 / sqrt(variance + b->epsilon);
    for (int64_t first = group * inner; first < wide; first += b->width) {
      for (int64_t c = first; c < first + inner; c++) {
        scales[c] = (float)(b->weight ? root * b->weight[own + c % b->width] : root);
        shifts[c] = b->bias ? b->bias[own + c % b->width] : 0;
      }
    }
  }
}

static inline void combine_all(const struct culebra_normalize *b, int64_t begin, int64_t end) {
  for (int64_t outer = begin; outer < end; outer++) {
    combine_moments(b, outer);
  }
}

/* y = (x - mean) scale + shift, row by row. */
static inline void apply_row(const float *x, const float *columns, int64_t wide, float *y) {
  int64_t c = 0;
  for (; c <= wide - VEC_LANES; c += VEC_LANES) {
    culebra_will_read(x + c);
    culebra_will_write(y + c);
    vec distance = vec_load(x + c) - vec_load(columns + c);
    vec_store(y + c, vec_multiply_add(distance, vec_load(columns + wide + c),
                                      vec_load(columns + 2 * wide + c)));
  }
  for (; c < wide; c++) {
    y[c] = fmaf(x[c] - columns[c], columns[wide + c], columns[2 * wide + c]);
  }
}

/* The same for rows of some whole vectors: what columns have stays in registers. */
static inline void apply_abreast(const float *x, const float *columns, int64_t rows, float *y) {
  vec mean[ABREAST];
  vec scale[ABREAST];
  vec shift[ABREAST];
  CULEBRA_UNROLL(4)
  for (int v = 0; v < ABREAST; v++) {
    mean[v] = vec_load(columns + v * VEC_LANES);
    scale[v] = vec_load(columns + (ABREAST + v) * VEC_LANES);
    shift[v] = vec_load(columns + (2 * ABREAST + v) * VEC_LANES);
  }
  for (int64_t row = 0; row < rows; row++, x += ABREAST * VEC_LANES, y += ABREAST * VEC_LANES) {
    CULEBRA_UNROLL(4)
    for (int v = 0; v < ABREAST; v++) {
      const int64_t at = v * VEC_LANES;
      culebra_will_read(x + at);
      culebra_will_write(y + at);
      vec_store(y + at, vec_multiply_add(vec_load(x + at) - mean[v], scale[v], shift[v]));
    }
  }
}

static inline void apply_rows(const struct culebra_normalize *b, int64_t begin, int64_t end) {
  const int64_t rows = b->outer * b->tall;
  const int64_t wide = b->wide;
  for (int64_t row = rows - end; row < rows - begin;) {
    const int64_t outer = row / b->tall;
    const float *columns = b->columns + outer * 3 * wide;
    const int64_t stop = smaller((outer + 1) * b->tall, rows - begin);
    const float *x = b->x + row * wide;
    float *y = b->y + row * wide;
    if (wide == ABREAST * VEC_LANES) {
      apply_abreast(x, columns, stop - row, y);
    } else {
      for (int64_t at = 0; at < (stop - row) * wide; at += wide) {
        apply_row(x + at, columns, wide, y + at);
      }
    }
    row = stop;
  }
}

#endif
