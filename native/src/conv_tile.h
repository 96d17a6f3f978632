/*
 * The innermost loop of the convolutions: some positions times some output channels stay in
 * registers while the depth runs. Positions are rows of numbers anywhere in memory, each read in
 * pieces that lie at the same offsets from all of them; weights come in panels, one row a depth.
 */
#ifndef CULEBRA_CONV_TILE_H
#define CULEBRA_CONV_TILE_H

#include "culebra/vectors.h"

enum {
  /* Vectors of the widest panel: with 32 registers there is room for 4 and 6 positions. */
  TILE_VECTORS = VEC_LANES == 16 ? 4 : 2,

  /* Positions of the tallest tile. */
  TILE_POSITIONS = 12,

  TILE_WIDTH = TILE_VECTORS * VEC_LANES,
};

/* What each position is multiplied with. */
struct reach {
  int64_t pieces;
  int64_t length;        /* floats of a piece */
  const int64_t *offset; /* of each piece */
  const float *panel;    /* [pieces * length][vectors * VEC_LANES] */
  int add;               /* to whole vectors that are there already */
};

static inline void store_some(float *to, const vec *values, int64_t columns) {
  while (columns >= VEC_LANES) {
    vec_store(to, *values++);
    to += VEC_LANES;
    columns -= VEC_LANES;
  }
  if (columns > 0) {
    memcpy(to, values, (size_t)columns * sizeof *to);
  }
}

/* Fills columns of out[0] to out[count - 1]; the rows of other positions are read all the same. */
static inline __attribute__((always_inline)) void tile(int vectors, int positions,
                                                       const struct reach *reach,
                                                       const float *const *row, float *const *out,
                                                       int64_t count, int64_t columns) {
  vec sum[TILE_POSITIONS][TILE_VECTORS];
#pragma GCC unroll 12
  for (int i = 0; i < positions; i++) {
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) {
      sum[i][v] = vec_splat(0);
    }
  }
  const float *weights = reach->panel;
  for (int64_t piece = 0; piece < reach->pieces; piece++) {
    const float *from[TILE_POSITIONS];
#pragma GCC unroll 12
    for (int i = 0; i < positions; i++) {
      from[i] = row[i] + reach->offset[piece];
    }
    for (int64_t k = 0; k < reach->length; k++) {
      vec weight[TILE_VECTORS];
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) {
        weight[v] = vec_load(weights + v * VEC_LANES);
      }
      weights += vectors * VEC_LANES;
#pragma GCC unroll 12
      for (int i = 0; i < positions; i++) {
        vec value = vec_splat(from[i][k]);
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) {
          sum[i][v] = vec_multiply_add(value, weight[v], sum[i][v]);
        }
      }
    }
  }
#pragma GCC unroll 12
  for (int i = 0; i < positions; i++) {
    if (i < count) {
      if (columns == vectors * VEC_LANES) {
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) {
          float *to = out[i] + v * VEC_LANES;
          if (reach->add) {
            sum[i][v] += vec_load(to);
          }
          vec_store(to, sum[i][v]);
        }
      } else {
        vec kept[TILE_VECTORS];
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) {
          kept[v] = sum[i][v];
        }
        store_some(out[i], kept, columns);
      }
    }
  }
}

#define CULEBRA_TILE(vectors, positions)                                                        \
  static __attribute__((noinline)) void tile_##vectors##x##positions(                           \
      const struct reach *reach, const float *const *row, float *const *out, int64_t count,     \
      int64_t columns) {                                                                        \
    tile(vectors, positions, reach, row, out, count, columns);                                  \
  }

typedef void tile_function(const struct reach *, const float *const *, float *const *, int64_t,
                           int64_t);

/* A tile by its width, and how many positions it has. */
struct tile_shape {
  tile_function *run;
  int positions;
};

#if defined(__AVX512F__)
CULEBRA_TILE(4, 6)
CULEBRA_TILE(3, 8)
CULEBRA_TILE(2, 12)
CULEBRA_TILE(1, 12)
static const struct tile_shape tiles[] = {{tile_1x12, 12}, {tile_2x12, 12}, {tile_3x8, 8},
                                          {tile_4x6, 6}};
#else
CULEBRA_TILE(2, 6)
CULEBRA_TILE(1, 8)
static const struct tile_shape tiles[] = {{tile_1x8, 8}, {tile_2x6, 6}};
#endif

#undef CULEBRA_TILE

#endif
