// Where an element of a channels-last result lies, for kernels with a thread for each.
#ifndef CULEBRA_PIXEL_CUH
#define CULEBRA_PIXEL_CUH

#include "elementwise.cuh"

struct culebra_pixel {
  const float *image;  // of the sample in the operand, from the element's channel on
  int row, column;
};

// Of any block with the sizes of an operand and of a result with as many channels.
template <class Block>
static CULEBRA_DEVICE culebra_pixel culebra_pixel_of(const Block &block, int64_t index) {
  const int64_t pixel = index / block.channels;
  const int64_t line = pixel / block.result_width;
  const int64_t sample = line / block.result_height;
  return {block.input + sample * block.height * block.width * block.channels +
              (index - pixel * block.channels),
          (int)(line - sample * block.result_height), (int)(pixel - line * block.result_width)};
}

#endif
