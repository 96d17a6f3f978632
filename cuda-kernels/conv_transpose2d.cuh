// The adjoint of the convolution in its input: for each phase a product of the pixels that its places
// meet with some of the taps. Op ConvTranspose2d.
#ifndef CULEBRA_CONV_TRANSPOSE2D_CUH
#define CULEBRA_CONV_TRANSPOSE2D_CUH

#include "conv2d.cuh"

// The weight: a line is a channel of the result.
template <class T>
struct WeightLoader : LinesLoader<T, T::COLUMNS> {
  using Lines = LinesLoader<T, T::COLUMNS>;
  const culebra_conv2d &block;
  const culebra_share &own;
  const float *weight;  // at the thread's first line and the group's first output
  int channels;         // of a group of the result
  int lines;            // from the thread's first one on

  CULEBRA_DEVICE WeightLoader(const culebra_conv2d &block, const culebra_share &own, int begin,
                              int end, int outputs, int channels)
      : Lines(begin, end, own.columns.taps, outputs, outputs % 4 == 0),
        block(block),
        own(own),
        channels(channels) {
    const int first = own.column_tile * T::COLUMNS + Lines::line(0);
    weight = block.weight + (int64_t)first * block.channels + own.group * outputs;
    lines = channels - first;
  }

  // Where the first line has what belongs to the depth.
  CULEBRA_DEVICE const float *first(const culebra_depth &at) const {
    const int row = own.rows.first_tap + at.row * own.rows.tap_step;
    const int column = own.columns.first_tap + at.column * own.columns.tap_step;
    const int64_t tap = (int64_t)row * block.kernel_width + column;
    return weight + tap * channels * block.channels + at.channel;
  }

  CULEBRA_DEVICE void fetch() {
    const int64_t step = (int64_t)Lines::STEP * block.channels;
    const int left = this->end - this->depth.at;
    if (this->quads) {
      const float *from = first(this->depth);
      CULEBRA_UNROLLED
      for (int i = 0; i < Lines::COUNT; i++) {
        const bool is = left > 0 && i * Lines::STEP < lines && Lines::line(i) < T::COLUMNS;
        this->read[i] = is ? culebra_load(from + i * step) : make_float4(0, 0, 0, 0);
      }
    } else {
      culebra_depth at = this->depth;
      const float *x = first(at);
      at.advance(1);
      const float *y = first(at);
      at.advance(1);
      const float *z = first(at);
      at.advance(1);
      const float *w = first(at);
      CULEBRA_UNROLLED
      for (int i = 0; i < Lines::COUNT; i++) {
        const bool is = i * Lines::STEP < lines && Lines::line(i) < T::COLUMNS;
        this->read[i] = make_float4(
            is && left > 0 ? x[i * step] : 0, is && left > 1 ? y[i * step] : 0,
            is && left > 2 ? z[i * step] : 0, is && left > 3 ? w[i * step] : 0);
      }
    }
  }
};

template <class T>
static CULEBRA_DEVICE void conv_transpose2d(const culebra_conv2d &block, float4 *left,
                                            float4 *right) {
  const culebra_share own = culebra_share::of<true>(block);
  if ((int64_t)own.row_tile * T::ROWS >=
      (int64_t)block.samples * own.rows.count * own.columns.count) {
    return;
  }
  const int outputs = block.channels / block.groups;
  const int channels = block.result_channels / block.groups;
  const int depth = own.rows.taps * own.columns.taps * outputs;
  const int begin = culebra_begin<T>(own.split, block.splits, depth);
  const int end = culebra_begin<T>(own.split + 1, block.splits, depth);
  ImageLoader<T> image(block, own, begin, end, outputs);
  WeightLoader<T> weight(block, own, begin, end, outputs, channels);
  float total[T::HIGH][T::BROAD];
  multiply<T>(left, right, image, weight, culebra_slices<T>(begin, end), total);
  culebra_write<T>(block, own, channels, total);
}

#endif
