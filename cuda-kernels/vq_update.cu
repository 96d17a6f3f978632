// How a codebook follows its vectors: the statistics of op VqAssign, and ops VqEmaStep and VqRevive.
#include "kernel.cuh"

#include "culebra/random_normal.h"

// Elements of a vector that are added at once, by the 32 lanes of a warp.
#define SLAB 128
#define WARPS 8

struct culebra_vq_statistics {
  const float *vectors;  // [samples, heads, depth]
  const int32_t *index;  // [samples, heads]
  float *counts;         // [heads, codes]
  float *sums;           // [heads, codes, depth]
  int64_t samples;
  int32_t heads;
  int32_t codes;
  int32_t depth;
};

// A block has a code. Its warps look at 32 vectors at a time and add those that chose the code; so
// the order of a sum depends on the vectors' numbers alone.
CULEBRA_GLOBAL(vq_statistics, culebra_vq_statistics) {
  CULEBRA_SHARED(float, partial, WARPS * SLAB);
  CULEBRA_SHARED(int32_t, found, WARPS);
  const int32_t head = blockIdx.x / block.codes, code = blockIdx.x % block.codes;
  const int32_t warp = threadIdx.x / 32, lane = threadIdx.x & 31;
  for (int32_t slab = 0; slab < block.depth; slab += SLAB) {
    float sums[SLAB / 32] = {};
    int32_t count = 0;
    for (int64_t first = 32 * warp; first < block.samples; first += 32 * WARPS) {
      const int64_t sample = first + lane;
      const bool chose =
          sample < block.samples && block.index[sample * block.heads + head] == code;
      uint32_t chosen = __ballot_sync(0xffffffffu, chose);
      count += __popc(chosen);
      for (; chosen != 0; chosen &= chosen - 1) {
        const int64_t row = (first + __ffs((int32_t)chosen) - 1) * block.heads + head;
        const float *vector = block.vectors + row * block.depth + slab;
        for (int32_t part = 0; part < SLAB / 32; part++) {
          const int32_t element = 32 * part + lane;
          sums[part] += slab + element < block.depth ? vector[element] : 0.0f;
        }
      }
    }
    for (int32_t part = 0; part < SLAB / 32; part++) {
      partial[warp * SLAB + 32 * part + lane] = sums[part];
    }
    found[warp] = count;
    __syncthreads();
    if (threadIdx.x < SLAB && slab + (int32_t)threadIdx.x < block.depth) {
      float sum = 0;
      for (int32_t other = 0; other < WARPS; other++) {
        sum += partial[other * SLAB + threadIdx.x];
      }
      block.sums[(int64_t)blockIdx.x * block.depth + slab + threadIdx.x] = sum;
    }
    if (threadIdx.x == 0) {
      int32_t all = 0;
      for (int32_t other = 0; other < WARPS; other++) {
        all += found[other];
      }
      block.counts[blockIdx.x] = (float)all;
    }
    __syncthreads();
  }
}

struct culebra_vq_ema {
  const float *codebook;
  const float *counts;
  const float *sums;
  const float *batch_counts;
  const float *batch_sums;
  const float *finite;
  float *next_codebook;
  float *next_counts;
  float *next_sums;
  double *totals;  // [heads]
  int64_t items;   // heads * codes
  double decay;
  double epsilon;
  int32_t codes;
  int32_t depth;
};

static CULEBRA_DEVICE double average(const struct culebra_vq_ema &block, float old, float batch) {
  return block.decay * old + (1 - block.decay) * batch;
}

// A block has a head.
CULEBRA_GLOBAL(vq_ema_totals, culebra_vq_ema) {
  CULEBRA_SHARED(double, totals, 256);
  const int64_t begin = (int64_t)blockIdx.x * block.codes;
  double total = 0;
  for (int32_t code = threadIdx.x; code < block.codes; code += 256) {
    total += average(block, block.counts[begin + code], block.batch_counts[begin + code]);
  }
  totals[threadIdx.x] = total;
  for (uint32_t half = 128; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      totals[threadIdx.x] += totals[threadIdx.x + half];
    }
  }
  if (threadIdx.x == 0) {
    block.totals[blockIdx.x] = totals[0];
  }
}

// A warp has a code. All its lanes have read the count before one of them writes it in its place.
CULEBRA_GLOBAL(vq_ema_step, culebra_vq_ema) {
  const int64_t code = ((int64_t)blockIdx.x * blockDim.x + threadIdx.x) / 32;
  const int32_t lane = threadIdx.x & 31;
  if (code >= block.items) {
    return;
  }
  const bool moves = *block.finite != 0;
  const float old = block.counts[code];
  const double count = average(block, old, block.batch_counts[code]);
  const double total = block.totals[code / block.codes];
  const double share = total / (total + block.codes * block.epsilon);
  const double smoothed = (count + block.epsilon) * share;
  __syncwarp();
  if (lane == 0) {
    block.next_counts[code] = moves ? (float)count : old;
  }
  for (int32_t j = lane; j < block.depth; j += 32) {
    const int64_t at = code * block.depth + j;
    const float element = block.codebook[at], kept = block.sums[at];
    const double sum = average(block, kept, block.batch_sums[at]);
    block.next_sums[at] = moves ? (float)sum : kept;
    block.next_codebook[at] = moves && total != 0 ? (float)(sum / smoothed) : element;
  }
}

struct culebra_vq_revive {
  const float *codebook;
  const float *counts;
  const float *sums;
  const float *vectors;    // [samples, heads, depth]
  const int64_t *counter;  // seed, step, offset of element 0
  const float *finite;
  float *next_codebook;
  float *next_counts;
  float *next_sums;
  int64_t items;  // heads * codes
  int64_t samples;
  int32_t heads;
  int32_t codes;
  int32_t depth;
  int32_t stream;
  float threshold;
};

// A warp has a code, as above.
CULEBRA_GLOBAL(vq_revive, culebra_vq_revive) {
  const int64_t code = ((int64_t)blockIdx.x * blockDim.x + threadIdx.x) / 32;
  const int32_t lane = threadIdx.x & 31;
  if (code >= block.items) {
    return;
  }
  const float count = block.counts[code];
  const bool dead = *block.finite != 0 && block.samples > 0 && count < block.threshold;
  const int64_t element = block.counter[2] + code;
  const struct culebra_philox_words words =
      culebra_random_words(block.counter, block.stream, element >> 2);
  const uint32_t low = element & 1 ? words.word[1] : words.word[0];
  const uint32_t high = element & 1 ? words.word[3] : words.word[2];
  const uint64_t word = element & 2 ? high : low;
  const int64_t drawn = (int64_t)(word * block.samples >> 32);
  const float *vector =
      block.vectors + (drawn * block.heads + code / block.codes) * block.depth;
  __syncwarp();
  if (lane == 0) {
    block.next_counts[code] = dead ? block.threshold : count;
  }
  for (int32_t j = lane; j < block.depth; j += 32) {
    const int64_t at = code * block.depth + j;
    const float kept = block.codebook[at], sum = block.sums[at];
    const float fresh = dead ? vector[j] : 0.0f;
    block.next_codebook[at] = dead ? fresh : kept;
    block.next_sums[at] = dead ? fresh * block.threshold : sum;
  }
}
