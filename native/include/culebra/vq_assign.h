/*
 * What a codebook needs to follow its vectors: the statistics of op VqAssign, once vq_nearest has
 * found the codes. Two stages: sort the places of all vectors by their codes, then add the vectors
 * of each group of codes in rising order, whoever does it.
 */
#ifndef CULEBRA_VQ_ASSIGN_H
#define CULEBRA_VQ_ASSIGN_H

#include <stdint.h>

/* Codes of a group. */
#define CULEBRA_VQ_GROUP 16

struct culebra_vq_assign {
  const float *vectors; /* [samples, heads, depth] */
  const int32_t *index; /* [samples, heads] */
  float *counts;        /* [heads, codes] */
  float *sums;          /* [heads, codes, depth] */
  int32_t *begins;      /* [heads * codes + 1]: scratch, where each code begins in sorted */
  int32_t *sorted;      /* [samples * heads]: scratch, the places sorted by code */
  int64_t samples;
  int64_t heads;
  int64_t codes;
  int64_t depth;
};

#ifdef __cplusplus
extern "C" {
#endif
/* Sorts; there is only chunk 0. */
void culebra_vq_assign_sort(const struct culebra_vq_assign *block, int64_t begin, int64_t end);

/* Counts and adds for groups begin to end - 1 of all heads' codes. */
void culebra_vq_assign(const struct culebra_vq_assign *block, int64_t begin, int64_t end);
#ifdef __cplusplus
}
#endif

#endif
