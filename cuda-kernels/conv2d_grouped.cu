// Convolutions whose groups have few channels, depthwise ones above all, and their adjoints: there a
// tile of a product would be empty for the most part. Neighbouring threads have neighbouring channels
// of the result, whose weights lie side by side. Ops Conv2d, ConvTranspose2d, Conv2dWeightGradient.
#include "conv2d.cuh"

#include "elementwise.cuh"

// A thread has one element of the result.
template <bool ADJOINT>
static CULEBRA_DEVICE void direct(const culebra_conv2d &block) {
  const int64_t index = culebra_thread();
  if (index >= block.count) {
    return;
  }
  const int pixel = (int)(index / block.result_channels);
  const int channel = (int)(index - (int64_t)pixel * block.result_channels);
  const int line = pixel / block.result_width;
  const int column = pixel - line * block.result_width;
  const int sample = line / block.result_height;
  const int row = line - sample * block.result_height;
  const int strideHeight = ADJOINT ? block.stride_height : 1;
  const int strideWidth = ADJOINT ? block.stride_width : 1;
  const culebra_axis rows =
      ADJOINT ? culebra_phase(row % strideHeight, block.result_height, block.kernel_height,
                              strideHeight, block.top, block.dilation_height, block.height)
              : culebra_forward(block.result_height, block.kernel_height, block.stride_height,
                                block.top, block.dilation_height, block.height);
  const culebra_axis columns =
      ADJOINT ? culebra_phase(column % strideWidth, block.result_width, block.kernel_width,
                              strideWidth, block.left, block.dilation_width, block.width)
              : culebra_forward(block.result_width, block.kernel_width, block.stride_width,
                                block.left, block.dilation_width, block.width);
  const int channels = block.channels / block.groups;
  const int outputs = block.result_channels / block.groups;
  const int group = channel / outputs;
  float total = 0;
  for (int k = 0; k < rows.taps; k++) {
    const int down =
        rows.source_first + row / strideHeight * rows.source_step + k * rows.source_tap;
    for (int l = 0; l < columns.taps; l++) {
      const int across = columns.source_first + column / strideWidth * columns.source_step +
                         l * columns.source_tap;
      if (down < 0 || down >= block.height || across < 0 || across >= block.width) {
        continue;
      }
      const int64_t at = ((int64_t)sample * block.height + down) * block.width + across;
      const float *x = block.image + at * block.channels + group * channels;
      const int64_t tap = (int64_t)(rows.first_tap + k * rows.tap_step) * block.kernel_width +
                          columns.first_tap + l * columns.tap_step;
      const int64_t own = ADJOINT ? tap * outputs + channel - group * outputs : tap * channels;
      const float *w = ADJOINT ? block.weight + own * block.channels + group * channels
                               : block.weight + own * block.result_channels + channel;
      for (int c = 0; c < channels; c++) {
        total = fmaf(x[c], w[ADJOINT ? c : (int64_t)c * block.result_channels], total);
      }
    }
  }
  block.output[index] = total;
}

CULEBRA_GLOBAL(conv2d_grouped, culebra_conv2d) { direct<false>(block); }

CULEBRA_GLOBAL(conv_transpose2d_grouped, culebra_conv2d) { direct<true>(block); }

// A block has 32 neighbouring channels of the gradient (`weight`) and one tap and channel of the
// group, and a part of the pixels, which its eight warps share.
CULEBRA_GLOBAL(conv2d_weight_gradient_grouped, culebra_conv2d) {
  CULEBRA_SHARED(float, totals, 256);
  const int lane = (int)threadIdx.x % 32, warp = (int)threadIdx.x / 32;
  const int tile = (int)blockIdx.x % block.column_tiles;
  const int rest = (int)blockIdx.x / block.column_tiles;
  const int line = rest % block.row_tiles, split = rest / block.row_tiles;
  const int channels = block.channels / block.groups;
  const int tap = line / channels;
  const int top = tap / block.kernel_width * block.dilation_height - block.top;
  const int left = tap % block.kernel_width * block.dilation_width - block.left;
  const int output = tile * 32 + lane;
  const bool is = output < block.result_channels;
  const int group = is ? output / (block.result_channels / block.groups) : 0;
  const int channel = group * channels + line % channels;
  const int64_t pixels = (int64_t)block.samples * block.result_height * block.result_width;
  const int begin = (int)(pixels * split / block.splits);
  const int end = (int)(pixels * (split + 1) / block.splits);
  float total = 0;
  for (int at = begin + warp; at < end; at += 8) {
    const int lines = at / block.result_width;
    const int column = (at - lines * block.result_width) * block.stride_width + left;
    const int sample = lines / block.result_height;
    const int row = (lines - sample * block.result_height) * block.stride_height + top;
    if (is && row >= 0 && row < block.height && column >= 0 && column < block.width) {
      const int64_t pixel = ((int64_t)sample * block.height + row) * block.width + column;
      total = fmaf(block.image[pixel * block.channels + channel],
                   block.weight[(int64_t)at * block.result_channels + output], total);
    }
  }
  totals[threadIdx.x] = total;
  __syncthreads();
  if (warp == 0 && is) {
    for (int other = 1; other < 8; other++) {
      total += totals[other * 32 + lane];
    }
    block.output[split * block.count + (int64_t)line * block.result_channels + output] = total;
  }
}
