// What the kernels of the search for the nearest code share: ops VqNearest and VqAssign. The
// arithmetic that decides is in double and written down there. Three launches: what is known of each
// code; scores of all vectors and codes, of which the best of each chunk of codes are kept; and the
// decision among the codes that the scores' rounding leaves.
//
// Score: |c|^2/2 - <x,c>, or -<x,c>/|c| where directions are compared; the least is nearest.
#ifndef CULEBRA_VQ_SEARCH_CUH
#define CULEBRA_VQ_SEARCH_CUH

#include "kernel.cuh"

// Codes of a section, of which the longest is known.
#define SECTION 256

struct culebra_vq {
  const float *vectors;   // [samples, heads, depth]
  const float *codebook;  // [heads, codes, depth]
  int32_t *index;         // [samples, heads]
  float *distance;        // [samples, heads]
  double *squares;        // [heads, codes]: |c|^2
  float *longest;         // [heads, sections]; infinite where a length is not a number
  float *best;            // [heads, chunks, kept, samples]
  int32_t *candidate;     // the codes of these
  float *second;          // [heads, chunks, samples]: no other code of the chunk has less
  // Of matrix units alone.
  float *lost;        // [heads, sections]: what rounding moves a code by at most
  float *center;      // [heads, sections, depth]: the origin, the same for all of a head
  float *halves;      // [heads, tiles, 64]: |c|^2/2 from there
  uint32_t *rounded;  // [heads, tiles, words, 64]: the codes from there as units take them
  float *margin;      // [samples, heads]: above the least score the nearest code's may lie so far
  int64_t samples;
  int32_t heads;
  int32_t codes;
  int32_t depth;
  int32_t sections;
  int32_t chunks;
  int32_t chunk;  // codes of one
  int32_t kept;   // scores of a chunk
  int32_t cosine;
};

// |c|^2 in the order of op VqNearest.
static CULEBRA_DEVICE double culebra_square(const float *elements, int32_t depth) {
  double sums[8] = {};
  for (int32_t j = 0; j < depth; j += 8) {
    for (int32_t p = 0; p < 8; p++) {
      const double element = j + p < depth ? elements[j + p] : 0;
      sums[p] += element * element;
    }
  }
  return ((sums[0] + sums[4]) + (sums[2] + sums[6])) + ((sums[1] + sums[5]) + (sums[3] + sums[7]));
}

// A length that is not a number is the longest, so that scores decide nothing.
static CULEBRA_DEVICE float culebra_length(double square) {
  return square < INFINITY ? (float)sqrt(square) : INFINITY;
}

// The largest of what the threads of a block have.
static CULEBRA_DEVICE void culebra_largest(float *all, float own, float *to) {
  all[threadIdx.x] = own;
  for (uint32_t half = SECTION / 2; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      all[threadIdx.x] = fmaxf(all[threadIdx.x], all[threadIdx.x + half]);
    }
  }
  if (threadIdx.x == 0) {
    *to = all[0];
  }
}

#endif
