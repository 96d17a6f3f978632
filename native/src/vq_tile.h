/* Scores of op VqNearest, ROWS rows by one or two vectors of codes in registers: see vq_search.h. */
#ifndef CULEBRA_VQ_TILE_H
#define CULEBRA_VQ_TILE_H

#include "culebra/kernel.h"
#include "culebra/vectors.h"
#include "culebra/vq_nearest.h"

enum {
  /* With two vectors of codes and one of the row's element, few enough for the registers. */
  ROWS = VEC_LANES == 8 ? 6 : 8,

  /* Codes of a tile. */
  WIDTH = 2 * VEC_LANES,
};

/* The scores of ROWS rows for some vectors of codes. */
static inline __attribute__((always_inline)) void multiply(const float *const *vectors,
                                                           const float *codes,
                                                           const float *halves, int64_t depth,
                                                           int width, vec (*score)[2]) {
  CULEBRA_UNROLL(8)
  for (int row = 0; row < ROWS; row++) {
    CULEBRA_UNROLL(2)
    for (int part = 0; part < width; part++) {
      score[row][part] = vec_load(halves + part * VEC_LANES);
    }
  }
  CULEBRA_UNROLL(4)
  for (int64_t j = 0; j < depth; j++) {
    vec code[2];
    CULEBRA_UNROLL(2)
    for (int part = 0; part < width; part++) {
      code[part] = vec_load(codes + j * CULEBRA_VQ_PANEL + part * VEC_LANES);
    }
    CULEBRA_UNROLL(8)
    for (int row = 0; row < ROWS; row++) {
      vec element = vec_splat(vectors[row][j]);
      CULEBRA_UNROLL(2)
      for (int part = 0; part < width; part++) {
        score[row][part] = vec_multiply_add(element, code[part], score[row][part]);
      }
    }
  }
}

static inline __attribute__((always_inline)) void store(vec (*score)[2], int width, float *scores,
                                                        int64_t stride) {
  CULEBRA_UNROLL(8)
  for (int row = 0; row < ROWS; row++) {
    CULEBRA_UNROLL(2)
    for (int part = 0; part < width; part++) {
      vec_store(scores + row * stride + part * VEC_LANES, score[row][part]);
    }
  }
}

/* Scores of a vector of codes. */
static __attribute__((noinline)) void narrow_tile(const float *const *vectors, const float *codes,
                                                  const float *halves, int64_t depth,
                                                  float *scores, int64_t stride) {
  vec score[ROWS][2];
  multiply(vectors, codes, halves, depth, 1, score);
  store(score, 1, scores, stride);
}

/* Scores of two vectors of codes. */
static __attribute__((noinline)) void whole_tile(const float *const *vectors, const float *codes,
                                                 const float *halves, int64_t depth,
                                                 float *scores, int64_t stride) {
  vec score[ROWS][2];
  multiply(vectors, codes, halves, depth, 2, score);
  store(score, 2, scores, stride);
}

/* The same, stored only if one of them reaches its row's threshold. */
static __attribute__((noinline)) int contending_tile(const float *const *vectors,
                                                     const float *codes, const float *halves,
                                                     int64_t depth, const float *thresholds,
                                                     float *scores) {
  vec score[ROWS][2];
  multiply(vectors, codes, halves, depth, 2, score);
  vec_flags below = vec_all();
  CULEBRA_UNROLL(8)
  for (int row = 0; row < ROWS; row++) {
    vec most = vec_larger(score[row][0], score[row][1]);
    below = vec_still_below(below, most, vec_splat(thresholds[row]));
  }
  if (vec_holds_in_all(below)) {
    return 0;
  }
  store(score, 2, scores, WIDTH);
  return 1;
}

#endif
