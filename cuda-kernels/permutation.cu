// A random order: op RandomPermutation, the indices sorted by their Philox words. The words are
// spread evenly, so their upper bits deal them into small buckets, each of which a block sorts. How
// elements come into a bucket is open; its sorted order is not, as no two keys are equal.
#include "team.cuh"

#include "culebra/random_normal.h"

struct culebra_permutation {
  const int64_t *counter;  // seed, step, offset of the first element
  int32_t *output;
  uint64_t *keys;     // words above indices, by bucket
  int32_t *starts;    // of each bucket; one more at the end
  int32_t *arrivals;  // in each bucket so far
  int64_t count;
  int32_t buckets;  // a power of two
  int32_t shift;    // from a word to its bucket; 32 where there is only one
  int32_t stream;
};

static CULEBRA_DEVICE int32_t bucket_of(const struct culebra_permutation &block, uint32_t word) {
  return (int32_t)((uint64_t)word >> block.shift);
}

// Draws the four words of one counter and counts them, or deals them out.
template <bool DEALS>
static CULEBRA_DEVICE void draw(const struct culebra_permutation &block) {
  const int64_t offset = block.counter[2];
  const int64_t quad = (offset >> 2) + culebra_thread();
  if (4 * quad >= offset + block.count) {
    return;
  }
  const struct culebra_philox_words words = culebra_random_words(block.counter, block.stream, quad);
  for (int lane = 0; lane < 4; lane++) {
    const int64_t i = 4 * quad + lane - offset;
    if (i >= 0 && i < block.count) {
      const int32_t bucket = bucket_of(block, words.word[lane]);
      if constexpr (DEALS) {
        const int32_t place = block.starts[bucket] + atomicAdd(&block.arrivals[bucket], 1);
        block.keys[place] = (uint64_t)words.word[lane] << 32 | (uint32_t)i;
      } else {
        atomicAdd(&block.starts[bucket], 1);
      }
    }
  }
}

CULEBRA_GLOBAL(permutation_count, culebra_permutation) { draw<false>(block); }
CULEBRA_GLOBAL(permutation_deal, culebra_permutation) { draw<true>(block); }

// One block: counts become starts, each thread having buckets beside each other.
CULEBRA_GLOBAL(permutation_start, culebra_permutation) {
  CULEBRA_SHARED(int32_t, sums, 256);
  const int64_t each = (block.buckets + 255) / 256;
  const int64_t begin = each * threadIdx.x;
  const int64_t end = begin + each < block.buckets ? begin + each : block.buckets;
  int32_t total = 0;
  for (int64_t bucket = begin; bucket < end; bucket++) {
    total += block.starts[bucket];
  }
  sums[threadIdx.x] = total;
  __syncthreads();
  int32_t start = 0;
  for (unsigned thread = 0; thread < threadIdx.x; thread++) {
    start += sums[thread];
  }
  for (int64_t bucket = begin; bucket < end; bucket++) {
    const int32_t count = block.starts[bucket];
    block.starts[bucket] = start;
    block.arrivals[bucket] = 0;
    start += count;
  }
  if (threadIdx.x == 255) {
    block.starts[block.buckets] = start;
  }
}

// A block has a bucket; each key counts those before it.
CULEBRA_GLOBAL(permutation_sort, culebra_permutation) {
  const int32_t begin = block.starts[blockIdx.x], end = block.starts[blockIdx.x + 1];
  for (int32_t i = begin + threadIdx.x; i < end; i += blockDim.x) {
    int32_t rank = 0;
    for (int32_t other = begin; other < end; other++) {
      rank += block.keys[other] < block.keys[i];
    }
    block.output[begin + rank] = (int32_t)block.keys[i];
  }
}
