// Draws other than the normal ones, and operations with a draw inside: RandomUniform, RandomGumbel,
// RandomBernoulli, Dropout and GaussianSample. Element i is a function of (seed, step, stream,
// offset + i) alone. One thread has the four elements of one Philox counter.
#include "kernel.cuh"

#include "culebra/exp.h"
#include "culebra/random_normal.h"

struct culebra_draw {
  const int64_t *counter;  // seed, step, offset of element 0
  const float *first;
  const float *second;
  float *output;
  int64_t count;
  float scale;
  float kept;
  int32_t stream;
};

// (word >>> 9 + 1/2) / 2^23, as dev.culebra.math.Philox.
static CULEBRA_DEVICE float uniform(uint32_t word) {
  return fmaf((float)(int32_t)(word >> 9), 0x1p-23f, 0x1p-24f);
}

// -log(-log u), as dev.culebra.math.Gumbel.
static CULEBRA_DEVICE float gumbel(float u) {
  return -culebra_log_of_normal(-culebra_log_of_normal(u));
}

#define DRAW(name, formula)                                                                     \
  CULEBRA_GLOBAL(name, culebra_draw) {                                                          \
    const int64_t offset = block.counter[2];                                                    \
    const int64_t quad = (offset >> 2) + (int64_t)blockIdx.x * blockDim.x + threadIdx.x;        \
    if (4 * quad >= offset + block.count) {                                                     \
      return;                                                                                   \
    }                                                                                           \
    const struct culebra_philox_words words =                                                   \
        culebra_random_words(block.counter, block.stream, quad);                                \
    for (int lane = 0; lane < 4; lane++) {                                                      \
      const int64_t i = 4 * quad + lane - offset;                                               \
      if (i >= 0 && i < block.count) {                                                          \
        const float u = uniform(words.word[lane]);                                              \
        (void)u;                                                                                \
        block.output[i] = formula;                                                              \
      }                                                                                         \
    }                                                                                           \
  }

static CULEBRA_DEVICE float normal(const struct culebra_philox_words &words, int lane) {
  const struct culebra_normal_pair pair =
      culebra_normal_pair(words.word[lane & 2], words.word[lane | 1]);
  return lane & 1 ? pair.second : pair.first;
}

DRAW(random_uniform, u)
DRAW(random_gumbel, gumbel(u))
DRAW(random_bernoulli, u < block.first[i] ? 1.0f : 0.0f)
DRAW(dropout, u < block.kept ? block.first[i] * block.scale : 0.0f)
DRAW(gaussian_sample,
     fmaf(culebra_exp(0.5f * block.second[i]), normal(words, lane), block.first[i]))
