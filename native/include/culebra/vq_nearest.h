/*
 * The nearest code of each vector: op VqNearest, whose docstring holds the arithmetic that decides.
 * Two stages, each cut into chunks by Java: pack every panel, then search every block.
 */
#ifndef CULEBRA_VQ_NEAREST_H
#define CULEBRA_VQ_NEAREST_H

#include <stdint.h>

/* Codes of a panel. */
#define CULEBRA_VQ_PANEL 32

/* Rows that share a panel while it is in L1. */
#define CULEBRA_VQ_BLOCK 48

struct culebra_vq_nearest {
  const float *vectors;  /* [samples, heads, depth] */
  const float *codebook; /* [heads, codes, depth] */
  int32_t *index;        /* [samples, heads] */
  float *distance;       /* [samples, heads] */
  double *longest;       /* [heads, panels]: scratch, the squared length of the longest code */
  float *halves;         /* [heads, panels, PANEL]: scratch, what a code's score begins with */
  float *panels;         /* [heads, panels, depth, PANEL]: scratch, the codes */
  float *rows;           /* [BLOCK, depth]: scratch of this call alone, the vectors of a block */
  int64_t samples;
  int64_t heads;
  int64_t codes;
  int64_t depth;
  int32_t cosine;
  int32_t tile_vectors;  /* 1 or 2; 0: what the processor is faster with */
};

#ifdef __cplusplus
extern "C" {
#endif
/* Packs panels begin to end - 1 of all heads'. */
void culebra_vq_nearest_pack(const struct culebra_vq_nearest *block, int64_t begin, int64_t end);

/* Searches for blocks begin to end - 1: each head's blocks of rows, head after head. */
void culebra_vq_nearest(const struct culebra_vq_nearest *block, int64_t begin, int64_t end);
#ifdef __cplusplus
}
#endif

#endif
