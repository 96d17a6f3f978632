// Many tensors in one launch: a table of them in the device's memory, and so many elements for each
// block of 256 threads.
#ifndef CULEBRA_TENSORS_CUH
#define CULEBRA_TENSORS_CUH

#include "elementwise.cuh"

struct culebra_tensor {
  const float *inputs[5];
  float *outputs[4];
  int64_t count;        // elements, at least 1
  int64_t first_block;  // blocks of the tensors before
};

struct culebra_tensors {
  const struct culebra_tensor *all;
  int64_t count;
  int64_t piece;  // elements of a block
};

// The tensor that this block works on, found by halving.
static CULEBRA_DEVICE const struct culebra_tensor &culebra_own_tensor(
    const struct culebra_tensors &tensors) {
  int64_t low = 0, high = tensors.count;
  while (high - low > 1) {
    const int64_t middle = (low + high) / 2;
    if (tensors.all[middle].first_block <= blockIdx.x) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return tensors.all[low];
}

// This thread's first element of its block's; the others follow 256 apart.
static CULEBRA_DEVICE int64_t culebra_own_begin(const struct culebra_tensors &tensors,
                                                const struct culebra_tensor &tensor) {
  return (blockIdx.x - tensor.first_block) * tensors.piece + threadIdx.x;
}

// Where they end.
static CULEBRA_DEVICE int64_t culebra_own_end(const struct culebra_tensors &tensors,
                                              const struct culebra_tensor &tensor) {
  const int64_t end = (blockIdx.x - tensor.first_block + 1) * tensors.piece;
  return end < tensor.count ? end : tensor.count;
}

#endif
