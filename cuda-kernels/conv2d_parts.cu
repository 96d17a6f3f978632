// Adds up what the blocks of a convolution have found in their parts of the depth, part after part.
#include "elementwise.cuh"

struct culebra_parts {
  const float *parts;
  float *output;
  int64_t count;  // of a part
  int32_t splits;
};

CULEBRA_GLOBAL(conv2d_parts, culebra_parts) {
  const int64_t index = culebra_thread();
  if (index < block.count) {
    float total = 0;
    for (int part = 0; part < block.splits; part++) {
      total += block.parts[part * block.count + index];
    }
    block.output[index] = total;
  }
}
