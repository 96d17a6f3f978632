/*
 * Sums of outer products: some numbers of every position times a row of its gradient stay in
 * registers while the positions run. The numbers are groups of neighbours, which lie at the same
 * offsets from each position.
 */
#ifndef CULEBRA_OUTER_TILE_H
#define CULEBRA_OUTER_TILE_H

#include "culebra/vectors.h"

enum { OUTER_GROUPS = 4, OUTER_NUMBERS = 12, OUTER_VECTORS = VEC_LANES == 16 ? 2 : 1 };

/* Rows of positions with their gradients. */
struct positions {
  const float *const *row; /* where each row of positions begins */
  int64_t rows;
  int64_t count;           /* positions of a row */
  int64_t step;            /* floats from position to position */
  const float *gradient;   /* of the first position */
  int64_t width;           /* floats from gradient to gradient */
  int add;                 /* to sums that are there already */
};

/* Fills or adds to sum[group] + number * width for the first some[group] numbers of each group. */
static inline __attribute__((always_inline)) void outer(
    int groups, int numbers, int vectors, const struct positions *positions,
    const int64_t *offset, float *const *sum, const int64_t *some) {
  vec total[OUTER_GROUPS][OUTER_NUMBERS][OUTER_VECTORS];
#pragma GCC unroll 4
  for (int g = 0; g < groups; g++) {
#pragma GCC unroll 12
    for (int i = 0; i < numbers; i++) {
#pragma GCC unroll 2
      for (int v = 0; v < vectors; v++) {
        total[g][i][v] = vec_splat(0);
      }
    }
  }
  const float *gradient = positions->gradient;
  for (int64_t row = 0; row < positions->rows; row++) {
    const float *from[OUTER_GROUPS];
#pragma GCC unroll 4
    for (int g = 0; g < groups; g++) {
      from[g] = positions->row[row] + offset[g];
    }
    for (int64_t j = 0; j < positions->count; j++) {
      vec across[OUTER_VECTORS];
#pragma GCC unroll 2
      for (int v = 0; v < vectors; v++) {
        across[v] = vec_load(gradient + v * VEC_LANES);
      }
      gradient += positions->width;
#pragma GCC unroll 4
      for (int g = 0; g < groups; g++) {
#pragma GCC unroll 12
        for (int i = 0; i < numbers; i++) {
          vec value = vec_splat(from[g][i]);
#pragma GCC unroll 2
          for (int v = 0; v < vectors; v++) {
            total[g][i][v] = vec_multiply_add(value, across[v], total[g][i][v]);
          }
        }
        from[g] += positions->step;
      }
    }
  }
#pragma GCC unroll 4
  for (int g = 0; g < groups; g++) {
#pragma GCC unroll 12
    for (int i = 0; i < numbers; i++) {
      if (i < some[g]) {
        float *to = sum[g] + i * positions->width;
#pragma GCC unroll 2
        for (int v = 0; v < vectors; v++) {
          if (positions->add) {
            total[g][i][v] += vec_load(to + v * VEC_LANES);
          }
          vec_store(to + v * VEC_LANES, total[g][i][v]);
        }
      }
    }
  }
}

#define CULEBRA_OUTER(groups, numbers, vectors)                                            \
  static __attribute__((noinline)) void outer_##groups##x##numbers##x##vectors(            \
      const struct positions *positions, const int64_t *offset, float *const *sum,         \
      const int64_t *some) {                                                               \
    outer(groups, numbers, vectors, positions, offset, sum, some);                         \
  }

/* A tile by its width in vectors, less one. */
struct outer_shape {
  void (*run[OUTER_VECTORS])(const struct positions *, const int64_t *, float *const *,
                             const int64_t *);
  int groups;
  int numbers;
};

CULEBRA_OUTER(1, 12, 1)
CULEBRA_OUTER(1, 8, 1)
CULEBRA_OUTER(3, 3, 1)
CULEBRA_OUTER(2, 4, 1)
#if defined(__AVX512F__)
CULEBRA_OUTER(1, 12, 2)
CULEBRA_OUTER(1, 8, 2)
CULEBRA_OUTER(3, 3, 2)
CULEBRA_OUTER(2, 4, 2)
static const struct outer_shape twelve = {{outer_1x12x1, outer_1x12x2}, 1, 12};
static const struct outer_shape eight = {{outer_1x8x1, outer_1x8x2}, 1, 8};
static const struct outer_shape three_threes = {{outer_3x3x1, outer_3x3x2}, 3, 3};
static const struct outer_shape fours = {{outer_2x4x1, outer_2x4x2}, 2, 4};
#else
static const struct outer_shape twelve = {{outer_1x12x1}, 1, 12};
static const struct outer_shape eight = {{outer_1x8x1}, 1, 8};
static const struct outer_shape three_threes = {{outer_3x3x1}, 3, 3};
static const struct outer_shape fours = {{outer_2x4x1}, 2, 4};
#endif

#undef CULEBRA_OUTER

/* The tile that wastes least where pieces are so long and so many. */
static inline struct outer_shape outer_shape(int64_t length, int64_t pieces) {
  if (length <= 4 && pieces > 1) {
    return length == 3 && pieces % 3 == 0 ? three_threes : fours;
  }
  return (length + 11) / 12 * 12 <= (length + 7) / 8 * 8 ? twelve : eight;
}

#endif
