// What kernels share that do all steps of a recurrent layer in one launch: a thread's weights times
// vectors of several samples, in two chains whatever their number, so that it changes no bits.
#ifndef CULEBRA_RECURRENT_WALK_CUH
#define CULEBRA_RECURRENT_WALK_CUH

#include "gemm_tile.cuh"

#include "recurrent.cuh"

// Goes on with four weights, from a place in the vectors, which lie PITCH elements apart.
template <int PITCH, int SAMPLES>
static CULEBRA_DEVICE void culebra_chain(const float4 *vectors, int place, float4 weights,
                                         float (&chains)[SAMPLES][2]) {
  CULEBRA_UNROLLED
  for (int i = 0; i < SAMPLES; i++) {
    const float4 quad = vectors[(i * PITCH + place) / 4];
    chains[i][0] = fmaf(quad.x, weights.x, chains[i][0]);
    chains[i][1] = fmaf(quad.y, weights.y, chains[i][1]);
    chains[i][0] = fmaf(quad.z, weights.z, chains[i][0]);
    chains[i][1] = fmaf(quad.w, weights.w, chains[i][1]);
  }
}

// The same with all weights that a thread keeps in registers.
template <int PITCH, int HELD, int SAMPLES>
static CULEBRA_DEVICE void culebra_chain(const float4 *vectors, const float (&held)[HELD],
                                         float (&chains)[SAMPLES][2]) {
  CULEBRA_UNROLLED
  for (int i = 0; i < HELD; i += 4) {
    culebra_chain<PITCH>(vectors, i, make_float4(held[i], held[i + 1], held[i + 2], held[i + 3]),
                         chains);
  }
}

#endif
