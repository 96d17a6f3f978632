// From scores to weights and back: ops Attention and AttentionGradient, between the products of
// cuBLAS. A warp has the keys of one query; its sums go through the lanes in a fixed order.
#include "elementwise.cuh"

#include "culebra/exp.h"
#include "culebra/log.h"

#define CULEBRA_SEEN_WORDS 256

struct culebra_attention {
  float *scores;  // [samples, heads, queries, keys]: products before, weights after
  float *slopes;  // the same: of gradients and values before, gradients of the products after
  const float *y;
  const float *arrived;             // at y
  const float *arrived_logarithms;  // at the logarithms
  float *logarithms;                // [samples, queries, heads]
  int64_t rows;                     // samples * heads * queries
  int32_t heads;
  int32_t queries;
  int32_t keys;
  int32_t depth;  // elements of a value
  int32_t causal;
  int32_t block;       // queries, and keys, of a block of the pattern
  int32_t key_blocks;  // 0: there is no pattern
  float scale;
  uint64_t seen[CULEBRA_SEEN_WORDS];  // a bit for each block of queries and of keys
};

static CULEBRA_DEVICE bool sees(const struct culebra_attention &block, int32_t query, int32_t key) {
  if (block.causal && key > query) {
    return false;
  }
  if (block.key_blocks == 0) {
    return true;
  }
  const int32_t bit = query / block.block * block.key_blocks + key / block.block;
  return block.seen[bit >> 6] >> (bit & 63) & 1;
}

static CULEBRA_DEVICE float warp_sum(float value) {
  for (int step = 16; step > 0; step /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, step);
  }
  return value;
}

static CULEBRA_DEVICE float warp_maximum(float value) {
  for (int step = 16; step > 0; step /= 2) {
    value = culebra_maximum(value, __shfl_xor_sync(0xffffffffu, value, step));
  }
  return value;
}

// Where a row of the scores has its query's logarithm.
static CULEBRA_DEVICE int64_t query_place(const struct culebra_attention &block, int64_t row) {
  const int64_t query = row % block.queries, head = row / block.queries % block.heads;
  const int64_t sample = row / block.queries / block.heads;
  return (sample * block.queries + query) * block.heads + head;
}

CULEBRA_GLOBAL(attention_weights, culebra_attention) {
  const int64_t row = culebra_thread() / 32;
  const int32_t lane = threadIdx.x & 31;
  if (row >= block.rows) {
    return;
  }
  const int32_t query = (int32_t)(row % block.queries);
  float *scores = block.scores + row * block.keys;
  float largest = -INFINITY;
  CULEBRA_ROLLED
  for (int32_t key = lane; key < block.keys; key += 32) {
    if (sees(block, query, key)) {
      largest = culebra_maximum(largest, scores[key] * block.scale);
    }
  }
  largest = warp_maximum(largest);
  float total = 0;
  CULEBRA_ROLLED
  for (int32_t key = lane; key < block.keys; key += 32) {
    const bool seen = sees(block, query, key);
    const float weight = seen ? culebra_exp(scores[key] * block.scale - largest) : 0.0f;
    scores[key] = weight;
    total += weight;
  }
  total = warp_sum(total);
  CULEBRA_ROLLED
  for (int32_t key = lane; key < block.keys; key += 32) {
    scores[key] /= total;
  }
  if (lane == 0) {
    block.logarithms[query_place(block, row)] = largest + culebra_log(total);
  }
}

CULEBRA_GLOBAL(attention_slopes, culebra_attention) {
  const int64_t row = culebra_thread() / 32;
  const int32_t lane = threadIdx.x & 31;
  if (row >= block.rows) {
    return;
  }
  const int32_t query = (int32_t)(row % block.queries);
  const int64_t place = query_place(block, row);
  float along = 0;
  CULEBRA_ROLLED
  for (int32_t element = lane; element < block.depth; element += 32) {
    const int64_t at = place * block.depth + element;
    along = fmaf(block.arrived[at], block.y[at], along);
  }
  along = warp_sum(along) - block.arrived_logarithms[place];
  const float logarithm = block.logarithms[place];
  float *scores = block.scores + row * block.keys;
  float *slopes = block.slopes + row * block.keys;
  CULEBRA_ROLLED
  for (int32_t key = lane; key < block.keys; key += 32) {
    const bool seen = sees(block, query, key);
    const float weight = seen ? culebra_exp(scores[key] * block.scale - logarithm) : 0.0f;
    scores[key] = weight;
    slopes[key] = seen ? block.scale * weight * (slopes[key] - along) : 0.0f;
  }
}
