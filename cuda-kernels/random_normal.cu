// Standard normal draws: op RandomNormal. The same header as the C kernel, so the same bits. It has
// no gradient. One thread draws the four elements of one Philox counter.
#include "kernel.cuh"

#include "culebra/random_normal.h"

CULEBRA_GLOBAL(random_normal, culebra_random_normal) {
  const int64_t offset = block.counter[2];
  const int64_t thread = (int64_t)blockIdx.x * blockDim.x + threadIdx.x;
  const int64_t quad = (offset >> 2) + thread;
  if (4 * quad >= offset + block.count) {
    return;
  }
  struct culebra_philox_words words = culebra_random_words(block.counter, block.stream, quad);
  struct culebra_normal_pair low = culebra_normal_pair(words.word[0], words.word[1]);
  struct culebra_normal_pair high = culebra_normal_pair(words.word[2], words.word[3]);
  const float draws[] = {low.first, low.second, high.first, high.second};
  for (int lane = 0; lane < 4; lane++) {
    const int64_t element = 4 * quad + lane - offset;
    if (element >= 0 && element < block.count) {
      block.output[element] = draws[lane];
    }
  }
}
