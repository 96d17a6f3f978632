/*
 * Convolution and transposed convolution in two dimensions, channels last: ops Conv2d and
 * ConvTranspose2d, which hold the formulas.
 */
#ifndef CULEBRA_CONV2D_H
#define CULEBRA_CONV2D_H

#include <stdint.h>

/* Weights are packed in groups of so many output channels. */
enum { CULEBRA_CONV2D_GROUP = 64 };

struct culebra_conv2d {
  const float *input;  /* [images, height, width, channels] */
  /* [KH, KW, channels, outputs], KH and KW up to 32; transposed: [KH, KW, outputs, channels] */
  const float *weight;
  float *packed;       /* all weights, outputs rounded up to whole groups */
  float *output;       /* [images, output_height, output_width, outputs] */
  float *scratch;      /* one image region with its border, of this call alone */
  int64_t height;
  int64_t width;
  int64_t channels;
  int64_t output_height;
  int64_t output_width;
  int64_t outputs;
  int64_t kernel_height;
  int64_t kernel_width;
  int64_t stride_height;
  int64_t stride_width;
  int64_t top;
  int64_t left;
  int64_t dilation_height;
  int64_t dilation_width;
  int32_t transposed;
};

#ifdef __cplusplus
extern "C" {
#endif

/* Packs the weights of groups begin to end - 1. */
void culebra_conv2d_pack(const struct culebra_conv2d *block, int64_t begin, int64_t end);

/*
 * Computes rows of positions begin to end - 1, counted through all images. A row of positions is a
 * row of the output; transposed, as many rows and columns as the stride. At most 512 at a time.
 */
void culebra_conv2d(const struct culebra_conv2d *block, int64_t begin, int64_t end);

/*
 * The same with transformed tiles, where the kernel is 3x3 with stride 1 or 4x4 with stride 2, without
 * dilation. Its packed weights are 16 transforms for each 9 weights or 100 for each 16, and its rows
 * are of tiles of two by two or four by four outputs; transposed, of so many for each of the strides.
 */
void culebra_conv2d_winograd_pack(const struct culebra_conv2d *block, int64_t begin, int64_t end);
void culebra_conv2d_winograd(const struct culebra_conv2d *block, int64_t begin, int64_t end);

/*
 * The same where it is transposed, without dilation along rows, for few outputs. All weights are
 * packed at once, as [channels][KH][KW * outputs], each kernel row rounded up to 4 numbers.
 */
void culebra_conv2d_scatter_pack(const struct culebra_conv2d *block, int64_t begin, int64_t end);
void culebra_conv2d_scatter(const struct culebra_conv2d *block, int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif

#endif
