// The largest element of each window, and where it is: op MaxPool2d. A thread has one element of the
// result; neighbouring threads have neighbouring channels.
#include "pixel.cuh"

struct culebra_max_pool2d {
  const float *input;
  float *output;
  int32_t *places;
  int64_t count;
  int32_t height;
  int32_t width;
  int32_t channels;
  int32_t result_height;
  int32_t result_width;
  int32_t kernel_height;
  int32_t kernel_width;
  int32_t stride_height;
  int32_t stride_width;
  int32_t top;
  int32_t left;
  int32_t dilation_height;
  int32_t dilation_width;
};

// Of equal ones the first counts; NaN is larger than every number.
CULEBRA_GLOBAL(max_pool2d, culebra_max_pool2d) {
  const int64_t index = culebra_thread();
  if (index >= block.count) {
    return;
  }
  const culebra_pixel own = culebra_pixel_of(block, index);
  const int top = own.row * block.stride_height - block.top;
  const int left = own.column * block.stride_width - block.left;
  int best = -1;
  float largest = -INFINITY;
  for (int k = 0; k < block.kernel_height; k++) {
    const int row = top + k * block.dilation_height;
    for (int l = 0; l < block.kernel_width; l++) {
      const int column = left + l * block.dilation_width;
      if (row >= 0 && row < block.height && column >= 0 && column < block.width) {
        const int place = row * block.width + column;
        const float value = own.image[(int64_t)place * block.channels];
        if (best < 0 || value > largest || value != value) {
          best = place;
          largest = value;
        }
      }
    }
  }
  block.output[index] = largest;
  block.places[index] = best;
}
