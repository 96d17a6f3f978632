// A fixed sparse linear map along rows and one along columns: op Resample2d. A thread has one element
// of the result; neighbouring threads have neighbouring channels, so they read the same taps.
#include "pixel.cuh"

// The terms of output row i are those from row_starts[i] up to row_starts[i + 1]; so of a column.
struct culebra_resample2d {
  const float *input;
  float *output;
  const int32_t *row_starts;
  const int32_t *row_from;
  const float *row_weights;
  const int32_t *column_starts;
  const int32_t *column_from;
  const float *column_weights;
  int64_t count;
  int32_t height;
  int32_t width;
  int32_t channels;
  int32_t result_height;
  int32_t result_width;
};

CULEBRA_GLOBAL(resample2d, culebra_resample2d) {
  const int64_t index = culebra_thread();
  if (index >= block.count) {
    return;
  }
  const culebra_pixel own = culebra_pixel_of(block, index);
  float total = 0;
  for (int k = block.row_starts[own.row]; k < block.row_starts[own.row + 1]; k++) {
    const float *from = own.image + (int64_t)block.row_from[k] * block.width * block.channels;
    float sum = 0;
    for (int l = block.column_starts[own.column]; l < block.column_starts[own.column + 1]; l++) {
      sum = fmaf(block.column_weights[l], from[(int64_t)block.column_from[l] * block.channels], sum);
    }
    total = fmaf(block.row_weights[k], sum, total);
  }
  block.output[index] = total;
}
