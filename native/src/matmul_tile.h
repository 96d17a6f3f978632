/*
 * The innermost loop of the matrix product: up to 14 rows of two vectors stay in registers while
 * the depth runs. An element of the left matrix is loaded once for both vectors, so that two load
 * ports keep two FMA units busy, and the right panel, which L1 holds, is read once for all rows.
 */
#ifndef CULEBRA_MATMUL_TILE_H
#define CULEBRA_MATMUL_TILE_H

#include "culebra/bfloat16.h"

/* What is done with a panel of the right matrix while it is used. */
enum packing { PACKED_BEFORE, PACKING, ROUNDING };

enum {
  /* 28 sums, two of the right and one of the left fit into 32 registers; half of it into 16. */
  PRODUCT_ROWS = VEC_LANES == 16 ? 14 : 6,
  PRODUCT_WIDTH = 2 * VEC_LANES,

  /* Depth that is gone through at once: a panel then takes 32 KiB with the widest vectors. */
  PRODUCT_DEPTH = 256,

  /*
   * Where the left rows lie in scratch memory: each by itself, apart by no power of two, which
   * would be one set of the cache; or their elements of the same depth side by side.
   */
  LEFT_ROW = PRODUCT_DEPTH + 16,
  LEFT_COLUMN = VEC_LANES == 16 ? 16 : 8,
  LEFT_GROUP = LEFT_COLUMN * LEFT_ROW,

  /* Rows of the right matrix that are fetched ahead: each is a page of its own, mostly. */
  AHEAD = 16,
};

struct product {
  const float *left;     /* packed rows */
  const float *right;    /* a packed panel; while packing, the matrix itself */
  int64_t right_step;    /* from row to row of that */
  float *panel;          /* what to pack it to */
  int64_t depth;
  float *to[PRODUCT_ROWS]; /* where rows are stored */
  int64_t rows;          /* to be stored, up to those of the tile */
  int64_t columns;       /* to be stored */
  int add;               /* to what is there already */
};

/* Adds what is there if that is wanted, and stores the first lanes, count of them. */
static inline void settle(float *to, vec sum, int64_t count, int add) {
  if (add) {
    sum += vec_load_some(to, count);
  }
  vec_store_some(to, sum, count);
}

static inline __attribute__((always_inline)) void product(int vectors, int rows, int by_columns,
                                                          enum packing packing,
                                                          const struct product *at) {
  const int64_t row_step = by_columns ? 1 : LEFT_ROW;
  const int64_t depth_step = by_columns ? LEFT_COLUMN : 1;
  vec sum[PRODUCT_ROWS][2];
  int64_t last = at->columns - 1;
#pragma GCC unroll 14
  for (int i = 0; i < rows; i++) {
    sum[i][0] = vec_splat(0);
    sum[i][1] = vec_splat(0);
    if (i < at->rows) {
      __builtin_prefetch(at->to[i], 1);
      __builtin_prefetch(at->to[i] + last / 2, 1);
      __builtin_prefetch(at->to[i] + last, 1);
    }
  }
  const float *left = at->left;
  const float *right = at->right;
  float *panel = at->panel;
  int64_t right_step = packing ? at->right_step : vectors * VEC_LANES;
  for (int64_t k = at->depth; k > 0; k--) {
    vec first = vec_load(right);
    vec second = vectors == 2 ? vec_load(right + VEC_LANES) : first;
    if (packing == ROUNDING) {
      first = vec_bfloat16(first);
      second = vec_bfloat16(second);
    }
    if (packing) {
      vec_store(panel, first);
      vec_store(panel + VEC_LANES, second);
      panel += PRODUCT_WIDTH;
      __builtin_prefetch(right + AHEAD * right_step);
      __builtin_prefetch(right + AHEAD * right_step + VEC_LANES);
    }
    right += right_step;
#pragma GCC unroll 14
    for (int i = 0; i < rows; i++) {
      vec value = vec_splat(left[i * row_step]);
      sum[i][0] = vec_multiply_add(value, first, sum[i][0]);
      if (vectors == 2) {
        sum[i][1] = vec_multiply_add(value, second, sum[i][1]);
      }
    }
    left += depth_step;
  }
#pragma GCC unroll 14
  for (int i = 0; i < rows; i++) {
    if (i < at->rows) {
      float *to = at->to[i];
      if (at->columns == vectors * VEC_LANES) {
        if (at->add) {
          sum[i][0] += vec_load(to);
          sum[i][1] += vectors == 2 ? vec_load(to + VEC_LANES) : sum[i][1];
        }
        vec_store(to, sum[i][0]);
        if (vectors == 2) {
          vec_store(to + VEC_LANES, sum[i][1]);
        }
      } else if (vectors == 2) {
        settle(to, sum[i][0], VEC_LANES, at->add);
        settle(to + VEC_LANES, sum[i][1], at->columns - VEC_LANES, at->add);
      } else {
        settle(to, sum[i][0], at->columns, at->add);
      }
    }
  }
}

typedef void product_function(const struct product *);

#define CULEBRA_PRODUCT(name, vectors, rows, by_columns, packing)       \
  static __attribute__((noinline)) void name(const struct product *at) { \
    product(vectors, rows, by_columns, packing, at);                     \
  }

/* One vector, two, and two that are packed while they are used, as they are or rounded. */
#define CULEBRA_PRODUCTS(rows)                                       \
  CULEBRA_PRODUCT(rows_one_##rows, 1, rows, 0, PACKED_BEFORE)        \
  CULEBRA_PRODUCT(rows_two_##rows, 2, rows, 0, PACKED_BEFORE)        \
  CULEBRA_PRODUCT(rows_packing_##rows, 2, rows, 0, PACKING)          \
  CULEBRA_PRODUCT(rows_rounding_##rows, 2, rows, 0, ROUNDING)        \
  CULEBRA_PRODUCT(columns_one_##rows, 1, rows, 1, PACKED_BEFORE)     \
  CULEBRA_PRODUCT(columns_two_##rows, 2, rows, 1, PACKED_BEFORE)     \
  CULEBRA_PRODUCT(columns_packing_##rows, 2, rows, 1, PACKING)       \
  CULEBRA_PRODUCT(columns_rounding_##rows, 2, rows, 1, ROUNDING)

#define CULEBRA_PRODUCT_LINE(rows)                                                              \
  {                                                                                             \
    {rows_one_##rows, rows_two_##rows, rows_packing_##rows, rows_rounding_##rows}, {            \
      columns_one_##rows, columns_two_##rows, columns_packing_##rows, columns_rounding_##rows   \
    }                                                                                           \
  }

CULEBRA_PRODUCTS(2)
CULEBRA_PRODUCTS(4)
CULEBRA_PRODUCTS(6)
#if defined(__AVX512F__)
CULEBRA_PRODUCTS(8)
CULEBRA_PRODUCTS(10)
CULEBRA_PRODUCTS(12)
CULEBRA_PRODUCTS(14)
#endif

/* By half the rows less one, the left layout, and what is done with the right. */
static product_function *const products[PRODUCT_ROWS / 2][2][4] = {
    CULEBRA_PRODUCT_LINE(2),  CULEBRA_PRODUCT_LINE(4),  CULEBRA_PRODUCT_LINE(6),
#if defined(__AVX512F__)
    CULEBRA_PRODUCT_LINE(8),  CULEBRA_PRODUCT_LINE(10), CULEBRA_PRODUCT_LINE(12),
    CULEBRA_PRODUCT_LINE(14),
#endif
};

#undef CULEBRA_PRODUCT
#undef CULEBRA_PRODUCTS
#undef CULEBRA_PRODUCT_LINE

#endif
