// Codes as words and numbers: ops PackBits, HammingDistance, PackLevels and UnpackLevels.
#include "fault.cuh"
#include "team.cuh"

#define MOST_LEVELS 32

struct culebra_bits {
  const void *first;
  const void *second;
  void *output;
  int64_t rows;   // queries
  int64_t items;
  int64_t words;  // of a code
  int64_t bits;   // of a code
};

// A warp for each word, so that neighbours read beside each other: two ballots are its halves.
CULEBRA_GLOBAL(pack_bits, culebra_bits) {
  const int64_t word = culebra_team<32>();
  if (word >= block.rows * block.words) {
    return;
  }
  const int lane = threadIdx.x % 32;
  const int64_t row = word / block.words, begin = word % block.words * 64;
  uint32_t halves[2];
  for (int half = 0; half < 2; half++) {
    const int64_t bit = begin + half * 32 + lane;
    const bool set = bit < block.bits && ((const float *)block.first)[row * block.bits + bit] > 0;
    halves[half] = __ballot_sync(CULEBRA_ALL_LANES, set);
  }
  if (lane == 0) {
    ((uint64_t *)block.output)[word] = (uint64_t)halves[1] << 32 | halves[0];
  }
}

CULEBRA_GLOBAL(hamming_distance, culebra_bits) {
  const int64_t at = culebra_thread();
  if (at < block.rows * block.items) {
    const uint64_t *query = (const uint64_t *)block.first + at / block.items * block.words;
    const uint64_t *item = (const uint64_t *)block.second + at % block.items * block.words;
    int32_t different = 0;
    for (int64_t word = 0; word < block.words; word++) {
      different += __popcll(query[word] ^ item[word]);
    }
    ((int32_t *)block.output)[at] = different;
  }
}

struct culebra_levels {
  const void *input;
  void *output;
  struct culebra_fault *fault;
  int64_t count;  // codes
  int64_t codes;  // how many there can be
  int64_t levels[MOST_LEVELS];
  int32_t digits;
};

// The last digit counts most. What is not a number counts as 0.
CULEBRA_GLOBAL(pack_levels, culebra_levels) {
  const int64_t at = culebra_thread();
  if (at >= block.count) {
    return;
  }
  const float *code = (const float *)block.input + at * block.digits;
  int32_t number = 0;
  CULEBRA_ROLLED
  for (int i = block.digits - 1; i >= 0; i--) {
    const int32_t level = (int32_t)block.levels[i];
    const double rounded = rintf(code[i]);
    const double held = rounded < -level ? -level : rounded > level ? level : rounded;
    const int32_t digit = (held == held ? (int32_t)held : 0) + level / 2;
    number = number * level + (digit < 0 ? 0 : digit >= level ? level - 1 : digit);
  }
  ((int32_t *)block.output)[at] = number;
}

CULEBRA_GLOBAL(unpack_levels, culebra_levels) {
  const int64_t at = culebra_thread();
  if (at >= block.count) {
    return;
  }
  int32_t rest = ((const int32_t *)block.input)[at];
  const bool inside = culebra_inside(rest, block.codes);
  if (!inside) {
    culebra_raise(block.fault, at, rest);
  }
  float *code = (float *)block.output + at * block.digits;
  CULEBRA_ROLLED
  for (int i = 0; i < block.digits; i++) {
    const int32_t level = (int32_t)block.levels[i];
    code[i] = inside ? (float)(rest % level - level / 2) : NAN;
    rest /= level;
  }
}
