/* The gradient of a convolution's weight: op Conv2dWeightGradient, which holds the formula. */
#ifndef CULEBRA_CONV2D_WEIGHT_GRADIENT_H
#define CULEBRA_CONV2D_WEIGHT_GRADIENT_H

#include <stdint.h>

struct culebra_conv2d_weight_gradient {
  const float *input;    /* [images, height, width, channels] */
  const float *gradient; /* [images, output_height, output_width, outputs] */
  float *partial;        /* [parts, KH * KW * channels, outputs rounded up to 16] */
  float *output;         /* [KH, KW, channels, outputs], KH and KW up to 32 */
  float *scratch;        /* an image region with its border and its gradient, of this call alone */
  int64_t images;
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
  int64_t parts; /* of the rows of all images, summed in order */
  int64_t split; /* ranges of kernel rows, which are computed apart */
  int64_t rows;  /* of the output to go through at a time, at most 512 */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Computes pieces begin to end - 1 of parts * split: a range of kernel rows in a part. */
void culebra_conv2d_weight_gradient(const struct culebra_conv2d_weight_gradient *block,
                                    int64_t begin, int64_t end);

/* Sums all parts for kernel places and channels begin to end - 1 of KH * KW * channels. */
void culebra_conv2d_weight_gradient_sum(const struct culebra_conv2d_weight_gradient *block,
                                        int64_t begin, int64_t end);

/*
 * The same with transformed tiles, where the kernel is 3x3 with stride 1 or 4x4 with stride 2, without
 * dilation. Its partial sums are [parts, phases, places, channels, outputs rounded up to 16] with 1
 * phase and 16 places or 4 and 25, which are split by phases, and its rows are of tiles of two by two
 * or four by four outputs. What comes of them is computed for channels begin to end - 1.
 */
void culebra_conv2d_winograd_weight(const struct culebra_conv2d_weight_gradient *block,
                                    int64_t begin, int64_t end);
void culebra_conv2d_winograd_weight_sum(const struct culebra_conv2d_weight_gradient *block,
                                        int64_t begin, int64_t end);

#ifdef __cplusplus
}
#endif

#endif
