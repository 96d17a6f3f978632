/*
 * The innermost loop of the matrix product: as many sums as the registers hold, while the depth
 * runs. With 32 registers these are 27 rows of one vector or 13 of two, as tile_choice.h tells. Sums
 * are the same in both.
 */
#ifndef CULEBRA_MATMUL_TILE_H
#define CULEBRA_MATMUL_TILE_H

#include "culebra/vectors.h"
#include "tile_choice.h"

/* What is done with a panel of the right matrix while it is used. */
enum packing { PACKED_BEFORE, PACKING };

enum {
  /* Rows of tiles of one vector. Narrower registers have no operand that memory repeats. */
  PRODUCT_ROWS = VEC_LANES == 16 ? 27 : 6,

  /* Rows of tiles of two vectors: with few rows, each sum would wait for its own last step. */
  PRODUCT_ROWS_TWICE = VEC_LANES == 16 ? 13 : 6,

  PRODUCT_WIDTH = 2 * VEC_LANES,

  /* Depth that is gone through at once: a panel of one vector then takes 16 KiB of L1. */
  PRODUCT_DEPTH = 256,

  /* Rows of the right matrix that are fetched ahead: each is a page of its own, mostly. */
  AHEAD = 8,

  /* Depths until the next row of the result is fetched: all at once, they would hold up loads. */
  FETCH_EVERY = 6,
};

struct product {
  const float *left;      /* packed: all rows' elements of a depth, then those of the next */
  const float *right;     /* a packed panel; while packing, the matrix itself */
  int64_t right_step;     /* from row to row of that */
  float *panel;           /* what to pack it to */
  int64_t depth;
  float *to;              /* where the first row is stored, or row 0 of those listed */
  const int64_t *to_rows; /* which rows they are; null: one after the other */
  int64_t to_step;        /* from row to row */
  int64_t columns;        /* to be stored */
  int add;                /* to what is there already */
};

/* Adds what is there if that is wanted, and stores the first lanes, count of them. */
static inline void settle(float *to, vec sum, int64_t count, int add) {
  if (add) {
    sum += vec_load_some(to, count);
  }
  vec_store_some(to, sum, count);
}

static inline float *row_of(const struct product *at, int64_t row) {
  return at->to + (at->to_rows ? at->to_rows[row] : row) * at->to_step;
}

static inline __attribute__((always_inline)) void product(int rows, int vectors,
                                                          enum packing packing,
                                                          const struct product *at) {
  vec sum[PRODUCT_ROWS][2];
#pragma GCC unroll 27
  for (int i = 0; i < rows; i++) {
    sum[i][0] = vec_splat(0);
    sum[i][1] = vec_splat(0);
  }
  const float *left = at->left;
  const float *right = at->right;
  float *panel = at->panel;
  int64_t right_step = packing ? at->right_step : vectors * VEC_LANES;
  const float *ahead = row_of(at, 0) + at->columns - 1; /* its next line; the one before is near */
  int64_t every = at->depth < PRODUCT_ROWS ? at->depth : FETCH_EVERY;
  for (int64_t k = at->depth; k > 0; k -= every) {
    __builtin_prefetch(ahead, 0, 2);
    ahead += at->to_step;
#pragma GCC unroll 2
    for (int64_t i = k < every ? k : every; i > 0; i--) {
      vec first = vec_load(right);
      vec second = vectors == 2 ? vec_load(right + VEC_LANES) : first;
      if (packing) {
        vec_store(panel, first);
        if (vectors == 2) {
          vec_store(panel + VEC_LANES, second);
        }
        panel += vectors * VEC_LANES;
        __builtin_prefetch(right + AHEAD * right_step);
        __builtin_prefetch(right + AHEAD * right_step + vectors * VEC_LANES - 1);
        /* The next panel's line, as far as L2. */
        __builtin_prefetch(right + 2 * vectors * VEC_LANES - 1, 0, 2);
      }
      right += right_step;
#pragma GCC unroll 27
      for (int i = 0; i < rows; i++) {
        vec value = vec_splat(left[i]);
        sum[i][0] = vec_multiply_add(value, first, sum[i][0]);
        if (vectors == 2) {
          sum[i][1] = vec_multiply_add(value, second, sum[i][1]);
        }
      }
      left += rows;
    }
  }
  if (at->columns == vectors * VEC_LANES && !at->to_rows) {
    float *to = at->to;
    if (at->add) {
#pragma GCC unroll 27
      for (int i = 0; i < rows; i++, to += at->to_step) {
        sum[i][0] += vec_load(to);
        sum[i][1] += vectors == 2 ? vec_load(to + VEC_LANES) : sum[i][1];
      }
      to = at->to;
    }
#pragma GCC unroll 27
    for (int i = 0; i < rows; i++, to += at->to_step) {
      vec_store(to, sum[i][0]);
      if (vectors == 2) {
        vec_store(to + VEC_LANES, sum[i][1]);
      }
    }
    return;
  }
#pragma GCC unroll 27
  for (int i = 0; i < rows; i++) {
    float *to = row_of(at, i);
    int64_t first = at->columns < VEC_LANES ? at->columns : VEC_LANES;
    settle(to, sum[i][0], first, at->add);
    if (vectors == 2) {
      settle(to + first, sum[i][1], at->columns - first, at->add);
    }
  }
}

typedef void product_function(const struct product *);

/* A panel packed before, and one that is packed while it is used. */
#define CULEBRA_PRODUCTS(rows, vectors)                                                      \
  static __attribute__((noinline)) void product_##rows##x##vectors(const struct product *at) { \
    product(rows, vectors, PACKED_BEFORE, at);                                               \
  }                                                                                          \
  static __attribute__((noinline)) void packing_##rows##x##vectors(const struct product *at) { \
    product(rows, vectors, PACKING, at);                                                     \
  }

#define CULEBRA_PRODUCT_NAMES(rows, vectors) \
  {product_##rows##x##vectors, packing_##rows##x##vectors},

#if defined(__AVX512F__)
#define CULEBRA_EACH_TWICE(of) \
  of(1, 2) of(2, 2) of(3, 2) of(4, 2) of(5, 2) of(6, 2) of(7, 2) of(8, 2) of(9, 2) of(10, 2) \
  of(11, 2) of(12, 2) of(13, 2)
#define CULEBRA_EACH(of) \
  of(1, 1) of(2, 1) of(3, 1) of(4, 1) of(5, 1) of(6, 1) of(7, 1) of(8, 1) of(9, 1) of(10, 1) \
  of(11, 1) of(12, 1) of(13, 1) of(14, 1) of(15, 1) of(16, 1) of(17, 1) of(18, 1) of(19, 1)  \
  of(20, 1) of(21, 1) of(22, 1) of(23, 1) of(24, 1) of(25, 1) of(26, 1) of(27, 1)
#else
#define CULEBRA_EACH_TWICE(of) of(1, 2) of(2, 2) of(3, 2) of(4, 2) of(5, 2) of(6, 2)
#define CULEBRA_EACH(of) of(1, 1) of(2, 1) of(3, 1) of(4, 1) of(5, 1) of(6, 1)
#endif

CULEBRA_EACH(CULEBRA_PRODUCTS)
CULEBRA_EACH_TWICE(CULEBRA_PRODUCTS)

/* By rows, of which there are some, and whether the right panel is packed before. */
static product_function *const products[PRODUCT_ROWS + 1][2] = {
    {0}, CULEBRA_EACH(CULEBRA_PRODUCT_NAMES)};
static product_function *const products_twice[PRODUCT_ROWS_TWICE + 1][2] = {
    {0}, CULEBRA_EACH_TWICE(CULEBRA_PRODUCT_NAMES)};

#undef CULEBRA_PRODUCTS
#undef CULEBRA_PRODUCT_NAMES
#undef CULEBRA_EACH
#undef CULEBRA_EACH_TWICE

/*
 * How many vectors a tile has where so many rows are multiplied, and at most how many rows. Where
 * there is a choice, wanted says it as chosen_vectors does.
 */
static inline int64_t tile_vectors(int64_t rows, int32_t wanted) {
  return rows <= PRODUCT_ROWS_TWICE ? 2 : chosen_vectors(wanted);
}

static inline int64_t tile_rows(int64_t vectors) {
  return vectors == 2 ? PRODUCT_ROWS_TWICE : PRODUCT_ROWS;
}

static inline void run_product(int64_t rows, int64_t vectors, enum packing packing,
                               const struct product *at) {
  (vectors == 2 ? products_twice : products)[rows][packing](at);
}

#endif
