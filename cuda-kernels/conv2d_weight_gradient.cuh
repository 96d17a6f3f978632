// The adjoint of the convolution in its weight as a product: a row for each tap and channel of the
// image, a column for each channel of the gradient, summed over its pixels. Op Conv2dWeightGradient.
//
// There are few rows and columns and many pixels, so blocks share the pixels, each writes its part,
// and the parts are added up in their order.
#ifndef CULEBRA_CONV2D_WEIGHT_GRADIENT_CUH
#define CULEBRA_CONV2D_WEIGHT_GRADIENT_CUH

#include "conv2d.cuh"

// A pixel of the gradient.
struct culebra_pixel {
  int sample, row, column;

  CULEBRA_DEVICE void advance(int by, int height, int width) {
    column += by;
    if (column >= width) {
      const int rows = column / width;
      column -= rows * width;
      row += rows;
      if (row >= height) {
        const int samples = row / height;
        row -= samples * height;
        sample += samples;
      }
    }
  }
};

// What the image has at a tap and channel, for each pixel.
struct culebra_tap {
  int row, column, channel;

  CULEBRA_DEVICE culebra_tap() : row(0), column(0), channel(-1) {}

  CULEBRA_DEVICE culebra_tap(const culebra_conv2d &block, int channels, int index) : culebra_tap() {
    if (index < block.kernel_height * block.kernel_width * channels) {
      const int tap = index / channels;
      row = tap / block.kernel_width * block.dilation_height - block.top;
      column = tap % block.kernel_width * block.dilation_width - block.left;
      channel = index - tap * channels;
    }
  }
};

// The image as rows of the depth: a row is a pixel of the gradient.
template <class T>
struct TapsLoader {
  static constexpr int QUADS = T::ROWS / 4, PITCH = T::LEFT_PITCH, STEP = T::THREADS / QUADS;
  static constexpr int COUNT = (T::DEPTH + STEP - 1) / STEP;

  const culebra_conv2d &block;
  const float *image;  // at the group's first channel
  int end, at;         // the thread's first pixel
  bool quads;
  culebra_tap taps[4];
  culebra_pixel pixels[COUNT];
  float4 read[COUNT] = {};

  CULEBRA_DEVICE TapsLoader(const culebra_conv2d &block, const culebra_share &own, int begin,
                            int end, int channels)
      : block(block), image(block.image + own.group * channels), end(end) {
    quads = channels % 4 == 0;
    at = begin + (int)threadIdx.x / QUADS;
    const int first = own.row_tile * T::ROWS + (int)threadIdx.x % QUADS * 4;
    CULEBRA_UNROLLED
    for (int e = 0; e < 4; e++) {
      taps[e] = culebra_tap(block, channels, first + e);
    }
    CULEBRA_UNROLLED
    for (int i = 0; i < COUNT; i++) {
      pixels[i] = {0, 0, 0};
      pixels[i].advance(at + i * STEP, block.result_height, block.result_width);
    }
  }

  CULEBRA_DEVICE const float *found(int i, const culebra_tap &tap) const {
    const int row = pixels[i].row * block.stride_height + tap.row;
    const int column = pixels[i].column * block.stride_width + tap.column;
    const bool is = tap.channel >= 0 && at + i * STEP < end &&
                    (unsigned)row < (unsigned)block.height &&
                    (unsigned)column < (unsigned)block.width;
    const int64_t pixel = ((int64_t)pixels[i].sample * block.height + row) * block.width + column;
    return is ? image + pixel * block.channels + tap.channel : nullptr;
  }

  CULEBRA_DEVICE float element(int i, int e) const {
    const float *from = found(i, taps[e]);
    return from != nullptr ? *from : 0;
  }

  CULEBRA_DEVICE void fetch() {
    CULEBRA_UNROLLED
    for (int i = 0; i < COUNT; i++) {
      if (quads) {
        const float *from = found(i, taps[0]);
        read[i] = from != nullptr ? culebra_load(from) : make_float4(0, 0, 0, 0);
      } else {
        read[i] = make_float4(element(i, 0), element(i, 1), element(i, 2), element(i, 3));
      }
    }
  }

  CULEBRA_DEVICE void keep(float *slice) const {
    CULEBRA_UNROLLED
    for (int i = 0; i < COUNT; i++) {
      const int depth = (int)threadIdx.x / QUADS + i * STEP;
      if (depth < T::DEPTH) {
        T::template keepLines<PITCH>(slice, depth, (int)threadIdx.x % QUADS * 4, read[i]);
      }
    }
  }

  CULEBRA_DEVICE void advance() {
    at += T::DEPTH;
    CULEBRA_UNROLLED
    for (int i = 0; i < COUNT; i++) {
      pixels[i].advance(T::DEPTH, block.result_height, block.result_width);
    }
  }
};

// `weight` is the gradient of the result, `output` that of the weight.
template <class T>
static CULEBRA_DEVICE void conv2d_weight_gradient(const culebra_conv2d &block, float4 *left,
                                                  float4 *right) {
  const culebra_share own = culebra_share::of<false>(block);
  const int channels = block.channels / block.groups;
  const int outputs = block.result_channels / block.groups;
  const int depth = block.samples * block.result_height * block.result_width;
  const int begin = culebra_begin<T>(own.split, block.splits, depth);
  const int end = culebra_begin<T>(own.split + 1, block.splits, depth);
  TapsLoader<T> image(block, own, begin, end, channels);
  RowsLoader<T, T::COLUMNS> gradient(block.weight + own.group * outputs, block.result_channels,
                                     begin, end, own.column_tile * T::COLUMNS, outputs,
                                     outputs % 4 == 0);
  float total[T::HIGH][T::BROAD];
  multiply<T>(left, right, image, gradient, culebra_slices<T>(begin, end), total);
  const int first = own.column_tile * T::COLUMNS;
  float *const output = block.output + own.split * block.count + own.group * outputs + first;
  CULEBRA_UNROLLED
  for (int i = 0; i < T::HIGH; i++) {
    const int row = own.row_tile * T::ROWS + T::row(i);
    if (row < block.kernel_height * block.kernel_width * channels) {
      writeRow<T>(output + (int64_t)row * block.result_channels, outputs - first, outputs % 4 == 0,
                  total[i]);
    }
  }
}

#endif
