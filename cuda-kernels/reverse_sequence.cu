// Sequences back to front within their lengths: op ReverseSequence. A thread for each element.
#include "fault.cuh"
#include "team.cuh"

struct culebra_reverse {
  const void *input;
  const int32_t *lengths;  // null: all are as long as the axis
  void *output;
  struct culebra_fault *fault;
  int64_t samples;
  int64_t steps;
  int64_t width;  // elements of a step
};

template <typename T>
static CULEBRA_DEVICE void reverse(const struct culebra_reverse &block) {
  const int64_t at = culebra_thread();
  const int64_t sample = at / block.width / block.steps;
  if (sample >= block.samples) {
    return;
  }
  const int64_t step = at / block.width % block.steps;
  const int64_t length = block.lengths == nullptr ? block.steps : block.lengths[sample];
  if (!culebra_inside(length, block.steps + 1) && at % (block.steps * block.width) == 0) {
    culebra_raise(block.fault, sample, length);
  }
  const bool turns = step < length && length <= block.steps;
  const int64_t from = turns ? sample * block.steps + length - 1 - step : at / block.width;
  ((T *)block.output)[at] = ((const T *)block.input)[from * block.width + at % block.width];
}

CULEBRA_GLOBAL(reverse_1, culebra_reverse) { reverse<uint8_t>(block); }
CULEBRA_GLOBAL(reverse_4, culebra_reverse) { reverse<uint32_t>(block); }
CULEBRA_GLOBAL(reverse_8, culebra_reverse) { reverse<uint64_t>(block); }
