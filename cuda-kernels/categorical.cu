// Classes drawn with probabilities softmax(logits): op RandomCategorical, the largest of logit plus
// Gumbel noise. A team has a row; each member draws the four elements of one Philox counter.
#include "team.cuh"

#include "culebra/random_normal.h"

struct culebra_categorical {
  const float *logits;
  const int64_t *counter;  // seed, step, offset of the first logit
  int32_t *output;
  int64_t lines;
  int64_t count;  // classes
  int32_t stream;
};

// (word >>> 9 + 1/2) / 2^23 and -log(-log u), as dev.culebra.math.Philox and Gumbel.
static CULEBRA_DEVICE float gumbel(uint32_t word) {
  const float u = fmaf((float)(int32_t)(word >> 9), 0x1p-23f, 0x1p-24f);
  return -culebra_log_of_normal(-culebra_log_of_normal(u));
}

template <int TEAM>
static CULEBRA_DEVICE void categorical(const struct culebra_categorical &block) {
  const int64_t row = culebra_team<TEAM>();
  if (row >= block.lines) {
    return;
  }
  const int64_t first = block.counter[2] + row * block.count;
  float largest = -INFINITY;
  int32_t drawn = 0;
  CULEBRA_ROLLED
  for (int64_t quad = (first >> 2) + culebra_member<TEAM>(); 4 * quad < first + block.count;
       quad += TEAM) {
    const struct culebra_philox_words words =
        culebra_random_words(block.counter, block.stream, quad);
    for (int lane = 0; lane < 4; lane++) {
      const int64_t k = 4 * quad + lane - first;
      if (k >= 0 && k < block.count) {
        const float value = block.logits[row * block.count + k] + gumbel(words.word[lane]);
        if (value > largest) {
          largest = value;
          drawn = (int32_t)k;
        }
      }
    }
  }
  if constexpr (TEAM > 1) {
    for (int step = 16; step > 0; step /= 2) {
      const float value = __shfl_xor_sync(CULEBRA_ALL_LANES, largest, step);
      const int32_t other = __shfl_xor_sync(CULEBRA_ALL_LANES, drawn, step);
      if (value > largest || (value == largest && other < drawn)) {
        largest = value;
        drawn = other;
      }
    }
  }
  if constexpr (TEAM == 256) {
    CULEBRA_SHARED(float, values, 8);
    CULEBRA_SHARED(int32_t, classes, 8);
    if (threadIdx.x % 32 == 0) {
      values[threadIdx.x / 32] = largest;
      classes[threadIdx.x / 32] = drawn;
    }
    __syncthreads();
    for (int warp = 0; warp < 8; warp++) {
      const bool first_of_equals = values[warp] == largest && classes[warp] < drawn;
      if (values[warp] > largest || first_of_equals) {
        largest = values[warp];
        drawn = classes[warp];
      }
    }
  }
  if (culebra_member<TEAM>() == 0) {
    block.output[row] = drawn;
  }
}

CULEBRA_TEAMS(categorical, culebra_categorical)
