/* The codes that may be nearest to a row of op VqNearest, by their scores: see vq_search.h. */
#ifndef CULEBRA_VQ_CANDIDATES_H
#define CULEBRA_VQ_CANDIDATES_H

#include "culebra/vq_exact.h"
#include "vq_tile.h"

enum {
  /* Candidates kept of a row before they are compared. */
  KEPT = 8,

  /* Codes whose scores are all stored. */
  FIRST = 16 * CULEBRA_VQ_PANEL,
};

/* What is known of a row. */
struct row {
  const float *vector;
  double margin; /* a code scored so far below the best cannot be nearest */
  float best;
  int32_t count;
  int32_t code[KEPT];
  float score[KEPT];
};

/* The codes of a head. */
struct head {
  const float *codes;
  const float *panels;
  const float *halves;
  int64_t count;
  int64_t depth;
  double longest;
  int cosine;
};

/* The nearest of a row's candidates. */
static int32_t settle(const struct head *head, const struct row *row, float threshold) {
  int32_t nearest = -1;
  double least = INFINITY;
  int rivals = 0;
  for (int i = 0; i < row->count; i++) {
    rivals += row->score[i] >= threshold;
  }
  for (int i = 0; i < row->count; i++) {
    if (row->score[i] >= threshold) {
      double distance = rivals == 1 ? 0
                                    : culebra_vq_distance(head->cosine, row->vector,
                                                          head->codes + row->code[i] * head->depth,
                                                          head->depth);
      if (distance < least) {
        least = distance;
        nearest = row->code[i];
      }
    }
  }
  return nearest;
}

/* The nearest of all codes, where scores say nothing. */
static int32_t settle_all(const struct head *head, const struct row *row) {
  int32_t nearest = 0;
  double least = INFINITY;
  for (int64_t code = 0; code < head->count; code++) {
    double distance = culebra_vq_distance(head->cosine, row->vector,
                                          head->codes + code * head->depth, head->depth);
    if (distance < least) {
      least = distance;
      nearest = (int32_t)code;
    }
  }
  return nearest;
}

/* Takes up a code that may be nearest; if there is no room, compares those that are there. */
static void add(const struct head *head, int64_t code, float score, struct row *row,
                float threshold) {
  if (row->count == KEPT) {
    row->code[0] = settle(head, row, threshold);
    row->score[0] = row->best;
    row->count = 1;
  }
  row->code[row->count] = (int32_t)code;
  row->score[row->count++] = score;
}

/* Takes note of a row's best score among some codes, which may be a new one. */
static inline void improve(struct row *row, float best, float *threshold) {
  if (best > row->best) {
    float least = (float)(best - row->margin);
    row->count = row->best < least ? 0 : row->count;
    row->best = best;
    *threshold = least;
  }
}

/* Whether a row's scores for the codes of a tile reach its threshold. */
static inline int reaches(const float *scores, float threshold) {
  vec most = vec_larger(vec_load(scores), vec_load(scores + WIDTH - VEC_LANES));
  return vec_reaching(most, vec_splat(threshold)) != 0;
}

/* Looks at a row's scores for the codes of a tile; adds those that may be nearest. */
static __attribute__((noinline)) void look_at_tile(const struct head *head, const float *scores,
                                                   int64_t first, struct row *row,
                                                   float *threshold) {
  improve(row, vec_largest(vec_larger(vec_load(scores), vec_load(scores + WIDTH - VEC_LANES))),
          threshold);
  for (int lane = 0; lane < WIDTH; lane += VEC_LANES) {
    uint32_t reaching = vec_reaching(vec_load(scores + lane), vec_splat(*threshold));
    for (; reaching != 0; reaching &= reaching - 1) {
      int at = lane + __builtin_ctz(reaching);
      add(head, first + at, scores[at], row, *threshold);
    }
  }
}

/* The same for the first codes. Nearly always just one may be nearest, so that is not foreseen. */
static __attribute__((noinline)) void look_at_first(const struct head *head, const float *scores,
                                                    int width, struct row *row,
                                                    float threshold) {
  uint64_t reaching[FIRST / 64];
  int count = 0;
  int only = 0;
  for (int group = 0; group < width; group += 64) {
    uint64_t bits = 0;
    int codes = width - group < 64 ? width - group : 64;
    for (int lane = 0; lane < codes; lane += VEC_LANES) {
      uint64_t each = vec_reaching(vec_load(scores + group + lane), vec_splat(threshold));
      bits |= each << lane;
    }
    reaching[group / 64] = bits;
    only = bits != 0 ? group + __builtin_ctzll(bits) : only;
    count += __builtin_popcountll(bits);
  }
  if (count == 1) {
    row->code[0] = only;
    row->score[0] = scores[only];
    row->count = 1;
    return;
  }
  for (int group = 0; group < width; group += 64) {
    for (uint64_t bits = reaching[group / 64]; bits != 0; bits &= bits - 1) {
      int at = group + __builtin_ctzll(bits);
      add(head, at, scores[at], row, threshold);
    }
  }
}

#endif
