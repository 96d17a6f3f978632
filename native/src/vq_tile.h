/* Scores of op VqNearest, ROWS rows by WIDTH codes in registers: see vq_search.h. */
#ifndef CULEBRA_VQ_TILE_H
#define CULEBRA_VQ_TILE_H

#include "culebra/kernel.h"
#include "culebra/vectors.h"
#include "culebra/vq_nearest.h"

/* Which tile a file is compiled with; see tile_choice.h. */
#ifndef VQ_TILE_VECTORS
#define VQ_TILE_VECTORS (VEC_LANES == 16 ? 1 : 2)
#endif

enum {
  /* Vectors of codes of a tile. */
  VECTORS = VQ_TILE_VECTORS,

  ROWS = VEC_LANES == 16 ? 24 / VECTORS : VEC_LANES == 8 ? 6 : 8,

  /* Rows that are turned together. */
  TURNED = VEC_LANES == 16 ? 8 / VECTORS : VEC_LANES == 8 ? 2 : 4,

  /* Codes of a tile. */
  WIDTH = VECTORS * VEC_LANES,
};

/* Some elements of ROWS rows side by side: to[j * ROWS + row]. */
static inline __attribute__((always_inline)) void turn(const float *const *vectors, int64_t first, int64_t count, float *to) {
  CULEBRA_UNROLL(3)
  for (int row = 0; row < ROWS; row += TURNED) {
    vec round[TURNED];
    vec next[TURNED];
    CULEBRA_UNROLL(8)
    for (int i = 0; i < TURNED; i++) {
      round[i] = vec_load_some(vectors[row + i] + first, count);
    }
    /* Rows that lie half of them apart are zipped until each element is beside its neighbours'. */
    CULEBRA_UNROLL(3)
    for (int zipped = 1; zipped < TURNED; zipped *= 2) {
      CULEBRA_UNROLL(4)
      for (int i = 0; i < TURNED / 2; i++) {
        next[2 * i] = vec_zip_first(round[i], round[i + TURNED / 2]);
        next[2 * i + 1] = vec_zip_second(round[i], round[i + TURNED / 2]);
      }
      memcpy(round, next, sizeof round);
    }
    CULEBRA_UNROLL(16)
    for (int j = 0; j < VEC_LANES; j++) {
      if (j < count) {
        memcpy(to + j * ROWS + row, (const float *)round + j * TURNED, TURNED * sizeof *to);
      }
    }
  }
}

/* ROWS rows side by side: to[j * ROWS + row]. */
static void pack_rows(const float *const *vectors, int64_t depth, float *to) {
  int64_t whole = depth - depth % VEC_LANES;
  for (int64_t j = 0; j < whole; j += VEC_LANES) {
    turn(vectors, j, VEC_LANES, to + j * ROWS);
  }
  if (whole < depth) {
    turn(vectors, whole, depth - whole, to + whole * ROWS);
  }
}

/* The scores of ROWS rows, packed, for the codes of a tile. */
static inline __attribute__((always_inline)) void multiply(const float *rows, const float *codes,
                                                           const float *halves, int64_t depth,
                                                           vec (*score)[VECTORS]) {
  CULEBRA_UNROLL(24)
  for (int row = 0; row < ROWS; row++) {
    CULEBRA_UNROLL(2)
    for (int part = 0; part < VECTORS; part++) {
      score[row][part] = vec_load(halves + part * VEC_LANES);
    }
  }
  CULEBRA_UNROLL(2)
  for (int64_t j = 0; j < depth; j++) {
    vec code[VECTORS];
    CULEBRA_UNROLL(2)
    for (int part = 0; part < VECTORS; part++) {
      code[part] = vec_load(codes + j * CULEBRA_VQ_PANEL + part * VEC_LANES);
    }
    CULEBRA_UNROLL(24)
    for (int row = 0; row < ROWS; row++) {
      vec element = vec_splat(rows[j * ROWS + row]);
      CULEBRA_UNROLL(2)
      for (int part = 0; part < VECTORS; part++) {
        score[row][part] = vec_multiply_add(element, code[part], score[row][part]);
      }
    }
  }
}

static inline __attribute__((always_inline)) void store(vec (*score)[VECTORS], float *scores,
                                                        int64_t stride) {
  CULEBRA_UNROLL(24)
  for (int row = 0; row < ROWS; row++) {
    CULEBRA_UNROLL(2)
    for (int part = 0; part < VECTORS; part++) {
      vec_store(scores + row * stride + part * VEC_LANES, score[row][part]);
    }
  }
}

/* The scores of a tile, so far apart from row to row; most[row] takes up the largest in each lane. */
static __attribute__((noinline)) void whole_tile(const float *rows, const float *codes,
                                                 const float *halves, int64_t depth,
                                                 float *scores, int64_t stride, vec *most) {
  vec score[ROWS][VECTORS];
  multiply(rows, codes, halves, depth, score);
  store(score, scores, stride);
  CULEBRA_UNROLL(24)
  for (int row = 0; row < ROWS; row++) {
    most[row] = vec_larger(most[row], vec_larger(score[row][0], score[row][VECTORS - 1]));
  }
}

/* The same, stored only if one of them reaches its row's threshold. */
static __attribute__((noinline)) int contending_tile(const float *rows, const float *codes,
                                                     const float *halves, int64_t depth,
                                                     const float *thresholds, float *scores) {
  vec score[ROWS][VECTORS];
  multiply(rows, codes, halves, depth, score);
  /* Two chains of flags, since each comparison waits for the one before. */
  vec_flags even = vec_all();
  vec_flags odd = vec_all();
  CULEBRA_UNROLL(12)
  for (int row = 0; row < ROWS; row += 2) {
    vec most = vec_larger(score[row][0], score[row][VECTORS - 1]);
    vec next = vec_larger(score[row + 1][0], score[row + 1][VECTORS - 1]);
    even = vec_still_below(even, most, vec_splat(thresholds[row]));
    odd = vec_still_below(odd, next, vec_splat(thresholds[row + 1]));
  }
  if (vec_holds_in_all(even) && vec_holds_in_all(odd)) {
    return 0;
  }
  store(score, scores, WIDTH);
  return 1;
}

#endif
