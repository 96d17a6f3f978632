/* How panels are packed for the tiles of a product, and how rows are dealt out. */
#ifndef CULEBRA_MATMUL_PANELS_H
#define CULEBRA_MATMUL_PANELS_H

#include "culebra/bfloat16.h"
#include "culebra/matmul.h"
#include "culebra/vectors.h"

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

static inline int64_t ceiling(int64_t whole, int64_t part) { return (whole + part - 1) / part; }

/* Where a group's rows begin, and those of the group before it end: they are dealt out evenly. */
static inline int64_t group_begin(int64_t group, int64_t groups, int64_t rows) {
  return rows * group / groups;
}

/* A vector of which some lanes lie in the matrix, perhaps all, perhaps none. */
static inline vec some(const float *from, int64_t lanes) {
  return lanes >= VEC_LANES ? vec_load(from) : vec_load_some(from, lanes > 0 ? lanes : 0);
}

/*
 * Rows become columns, as many of them as a vector has lanes: to[k * step + row]. The first of the
 * columns are stored, count of them; rows that are null are zeros.
 */
static void turn(const float *const *from, int64_t begin, int64_t depth, float *to, int64_t step,
                 int64_t count, int rounded) {
  for (int64_t k = 0; k < depth; k += VEC_LANES) {
    int64_t deep = smaller(VEC_LANES, depth - k);
    vec rounds[2][VEC_LANES];
#pragma GCC unroll 16
    for (int i = 0; i < VEC_LANES; i++) {
      rounds[0][i] = from[i] ? some(from[i] + begin + k, deep) : vec_splat(0);
    }
    /* As often as a vector can be halved, rows that lie half a square apart are zipped. */
    int now = 0;
#pragma GCC unroll 4
    for (int half = 1; half < VEC_LANES; half *= 2) {
#pragma GCC unroll 8
      for (int i = 0; i < VEC_LANES / 2; i++) {
        vec a = rounds[now][i];
        vec b = rounds[now][i + VEC_LANES / 2];
        rounds[1 - now][2 * i] = vec_zip_first(a, b);
        rounds[1 - now][2 * i + 1] = vec_zip_second(a, b);
      }
      now = 1 - now;
    }
    if (deep == VEC_LANES && count == VEC_LANES) {
#pragma GCC unroll 16
      for (int i = 0; i < VEC_LANES; i++) {
        vec_store(to + (k + i) * step, vec_operand(rounds[now][i], rounded));
      }
    } else {
#pragma GCC unroll 16
      for (int i = 0; i < VEC_LANES; i++) {
        if (i < deep) {
          vec_store_some(to + (k + i) * step, vec_operand(rounds[now][i], rounded), count);
        }
      }
    }
  }
}

/* Columns of the right matrix at some depth; missing ones are zeros. */
static void pack_right(const struct culebra_matmul *block, const float *right, int64_t k,
                       int64_t depth, int64_t column, int64_t columns, int64_t width, float *to) {
  for (int64_t v = 0; v < width; v += VEC_LANES) {
    if (block->transpose_right) {
      const float *from[VEC_LANES];
      for (int64_t i = 0; i < VEC_LANES; i++) {
        from[i] = v + i < columns ? right + (column + v + i) * block->right_step : NULL;
      }
      turn(from, k, depth, to + v, width, VEC_LANES, block->rounded);
      continue;
    }
    const float *from = right + k * block->right_step + column + v;
    for (int64_t i = 0; i < depth; i++, from += block->right_step) {
      vec_store(to + i * width + v, vec_operand(some(from, columns - v), block->rounded));
    }
  }
}

#endif
