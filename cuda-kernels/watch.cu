// What clips all gradients together: ops AllFinite, GlobalNorm, ClipScale and ClipValues.
#include "tensors.cuh"

struct culebra_watch {
  struct culebra_tensors tensors;
  float *output;
  double *totals;  // of each block
  int64_t blocks;
  float limit;
};

// The output is 1 before; threads that write it write the same.
CULEBRA_GLOBAL(all_finite, culebra_watch) {
  const struct culebra_tensor &tensor = culebra_own_tensor(block.tensors);
  const int64_t end = culebra_own_end(block.tensors, tensor);
  bool finite = true;
  for (int64_t i = culebra_own_begin(block.tensors, tensor); i < end; i += 256) {
    finite &= fabsf(tensor.inputs[0][i]) < INFINITY;
  }
  if (!finite) {
    *block.output = 0;
  }
}

CULEBRA_GLOBAL(clip_values, culebra_watch) {
  const struct culebra_tensor &tensor = culebra_own_tensor(block.tensors);
  const int64_t end = culebra_own_end(block.tensors, tensor);
  for (int64_t i = culebra_own_begin(block.tensors, tensor); i < end; i += 256) {
    const float x = tensor.inputs[0][i];
    tensor.outputs[0][i] = culebra_minimum(culebra_maximum(x, -block.limit), block.limit);
  }
}

// What the threads of a block have, in an order that depends on nothing.
static CULEBRA_DEVICE double sum_of_block(double total) {
  CULEBRA_SHARED(double, totals, 256);
  totals[threadIdx.x] = total;
  for (unsigned half = 128; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      totals[threadIdx.x] += totals[threadIdx.x + half];
    }
  }
  __syncthreads();
  return totals[0];
}

// The sum of squares of each block's elements; in double, because squares of large gradients leave
// the range of floats.
CULEBRA_GLOBAL(global_norm_add, culebra_watch) {
  const struct culebra_tensor &tensor = culebra_own_tensor(block.tensors);
  const int64_t end = culebra_own_end(block.tensors, tensor);
  double total = 0;
  for (int64_t i = culebra_own_begin(block.tensors, tensor); i < end; i += 256) {
    total += (double)tensor.inputs[0][i] * tensor.inputs[0][i];
  }
  total = sum_of_block(total);
  if (threadIdx.x == 0) {
    block.totals[blockIdx.x] = total;
  }
}

// One block.
CULEBRA_GLOBAL(global_norm_root, culebra_watch) {
  double total = 0;
  for (int64_t i = threadIdx.x; i < block.blocks; i += 256) {
    total += block.totals[i];
  }
  total = sum_of_block(total);
  if (threadIdx.x == 0) {
    *block.output = (float)sqrt(total);
  }
}

struct culebra_clip_scale {
  const float *norm;
  const float *finite;
  float *output;
  double maximum;
};

CULEBRA_GLOBAL(clip_scale, culebra_clip_scale) {
  if (threadIdx.x == 0) {
    const double factor = block.maximum / (*block.norm + 1e-6);
    const double bounded = factor < 0x1p-149 ? 0x1p-149 : factor > 1 ? 1 : factor;
    *block.output = *block.finite != 0 ? (float)bounded : 0.0f;
  }
}
