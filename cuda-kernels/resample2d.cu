// A fixed sparse linear map along rows and one along columns: op Resample2d. A thread has one element
// of the result; neighbouring threads have neighbouring channels, so they read the same taps.
#include "elementwise.cuh"

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
  const int64_t pixel = index / block.channels;
  const int64_t line = pixel / block.result_width;
  const int column = (int)(pixel - line * block.result_width);
  const int64_t sample = line / block.result_height;
  const int row = (int)(line - sample * block.result_height);
  const float *image = block.input + sample * block.height * block.width * block.channels +
                       (index - pixel * block.channels);
  float total = 0;
  for (int k = block.row_starts[row]; k < block.row_starts[row + 1]; k++) {
    const float *from = image + (int64_t)block.row_from[k] * block.width * block.channels;
    float sum = 0;
    for (int l = block.column_starts[column]; l < block.column_starts[column + 1]; l++) {
      sum = fmaf(block.column_weights[l], from[(int64_t)block.column_from[l] * block.channels], sum);
    }
    total = fmaf(block.row_weights[k], sum, total);
  }
  block.output[index] = total;
}
