/* The same bits as the definition: normal draws, then mean + e^(log variance / 2) noise. */
#include "culebra/gaussian_sample.h"

#include <math.h>
#include <stdio.h>

#include "culebra/bits.h"
#include "culebra/exp.h"
#include "culebra/random_normal.h"

enum { COUNT = 3001, STREAM = 77 };

static const float GUARD = -77.0f;

static int agrees(int64_t offset, int64_t chunk) {
  static float mean[COUNT], log_variance[COUNT], room[COUNT + 2];
  const int64_t counter[] = {0x123456789abcdef, 5, offset};
  struct culebra_gaussian_sample block = {mean, log_variance, counter, room + 1, STREAM};
  for (int64_t i = 0; i < COUNT; i++) {
    mean[i] = (float)(i % 23) - 11.0f;
    log_variance[i] = (float)(i % 41) * 0.25f - 5.0f;
  }
  room[0] = room[COUNT + 1] = GUARD;
  for (int64_t begin = 0; begin < COUNT; begin += chunk) {
    culebra_gaussian_sample(&block, begin, begin + chunk < COUNT ? begin + chunk : COUNT);
  }
  for (int64_t i = 0; i < COUNT; i++) {
    int64_t element = offset + i;
    struct culebra_philox_words words = culebra_random_words(counter, STREAM, element >> 2);
    int64_t pair = element & 2;
    struct culebra_normal_pair normal =
        culebra_normal_pair(words.word[pair], words.word[pair + 1]);
    float noise = element & 1 ? normal.second : normal.first;
    float expected = fmaf(culebra_exp(log_variance[i] * 0.5f), noise, mean[i]);
    if (culebra_bits(expected) != culebra_bits(room[i + 1])) {
      printf("offset %lld, chunks of %lld: element %lld is %.9g, expected %.9g\n",
             (long long)offset, (long long)chunk, (long long)i, room[i + 1], expected);
      return 0;
    }
  }
  return room[0] == GUARD && room[COUNT + 1] == GUARD;
}

int main(void) {
  static const int64_t chunks[] = {1, 7, 64, 255, 256, 1021, COUNT};
  int failures = 0;
  for (int64_t offset = 0; offset < 6; offset++) {
    for (size_t index = 0; index < sizeof chunks / sizeof *chunks; index++) {
      failures += !agrees(offset == 5 ? (1LL << 34) + 3 : offset, chunks[index]);
    }
  }
  return failures != 0;
}
