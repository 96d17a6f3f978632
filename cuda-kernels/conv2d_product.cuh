// The convolution as a product: a row for each place of the result, a column for each of its
// channels, summed over taps and channels. Op Conv2d.
#ifndef CULEBRA_CONV2D_PRODUCT_CUH
#define CULEBRA_CONV2D_PRODUCT_CUH

#include "conv2d.cuh"

template <class T>
static CULEBRA_DEVICE void conv2d(const culebra_conv2d &block, float4 *left, float4 *right) {
  const culebra_share own = culebra_share::of<false>(block);
  const int channels = block.channels / block.groups;
  const int outputs = block.result_channels / block.groups;
  const int depth = block.kernel_height * block.kernel_width * channels;
  const int begin = culebra_begin<T>(own.split, block.splits, depth);
  const int end = culebra_begin<T>(own.split + 1, block.splits, depth);
  ImageLoader<T> image(block, own, begin, end, channels);
  RowsLoader<T, T::COLUMNS> weight(block.weight + own.group * outputs, block.result_channels, begin,
                                   end, own.column_tile * T::COLUMNS, outputs,
                                   outputs % 4 == 0);
  float total[T::HIGH][T::BROAD];
  multiply<T>(left, right, image, weight, culebra_slices<T>(begin, end), total);
  culebra_write<T>(block, own, outputs, total);
}

#endif
