/* How the right matrix is packed for the tiles of a product, and how its rows are dealt out. */
#ifndef CULEBRA_MATMUL_PANELS_H
#define CULEBRA_MATMUL_PANELS_H

#include "culebra/bfloat16.h"
#include "culebra/matmul.h"
#include "culebra/vectors.h"

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/* Rows begin to end - 1 of a group: pairs of them, dealt out evenly. */
static inline int64_t group_begin(int64_t group, int64_t groups, int64_t rows) {
  return smaller(rows, (rows + 1) / 2 * group / groups * 2);
}

/* A vector of which some lanes lie in the matrix, perhaps all, perhaps none. */
static inline vec some(const float *from, int64_t lanes) {
  return lanes >= VEC_LANES ? vec_load(from) : vec_load_some(from, lanes > 0 ? lanes : 0);
}

/* Up to VEC_LANES rows become columns: to[k * to_step + row]; missing rows are zeros. */
static void turn(const float *from, int64_t step, int64_t rows, int64_t depth, float *to,
                 int64_t to_step, int rounded) {
  for (int64_t k = 0; k < depth; k += VEC_LANES) {
    int64_t deep = smaller(VEC_LANES, depth - k);
    vec rounds[2][VEC_LANES];
    for (int i = 0; i < VEC_LANES; i++) {
      rounds[0][i] = i < rows ? vec_load_some(from + i * step + k, deep) : vec_splat(0);
    }
    /* As often as a vector can be halved, rows that lie half a square apart are zipped. */
    int now = 0;
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
    for (int i = 0; i < deep; i++) {
      vec_store(to + (k + i) * to_step, vec_operand(rounds[now][i], rounded));
    }
  }
}

/* Columns of the right matrix at some depth; missing ones are zeros. */
static void pack_right(const struct culebra_matmul *block, const float *right, int64_t k,
                       int64_t depth, int64_t column, int64_t columns, int64_t width, float *to) {
  if (block->transpose_right) {
    const float *from = right + column * block->right_step + k;
    for (int64_t v = 0; v < width; v += VEC_LANES) {
      turn(from + v * block->right_step, block->right_step, columns - v, depth, to + v, width,
           block->rounded);
    }
    return;
  }
  for (int64_t i = 0; i < depth; i++) {
    const float *from = right + (k + i) * block->right_step + column;
    for (int64_t v = 0; v < width; v += VEC_LANES) {
      vec_store(to + i * width + v, vec_operand(some(from + v, columns - v), block->rounded));
    }
  }
}

#endif
