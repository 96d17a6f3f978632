/* Against plain loops in double, for odd sizes, strides, dilations and borders, in any parts. */
#include "culebra/conv2d_weight_gradient.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t word = 1;

static float *filled(int64_t count) {
  float *values = malloc((size_t)count * sizeof *values);
  for (int64_t i = 0; i < count; i++) {
    word = word * 1664525u + 1013904223u;
    values[i] = (float)(word >> 8) * 0x1p-24f - 0.5f;
  }
  return values;
}

static double expected(const struct culebra_conv2d_weight_gradient *b, int64_t place, int64_t c,
                       int64_t o) {
  double sum = 0;
  int64_t area = b->output_height * b->output_width;
  for (int64_t at = 0; at < b->images * area; at++) {
    int64_t y = at % area / b->output_width * b->stride_height +
                place / b->kernel_width * b->dilation_height - b->top;
    int64_t x = at % b->output_width * b->stride_width +
                place % b->kernel_width * b->dilation_width - b->left;
    if (y >= 0 && y < b->height && x >= 0 && x < b->width) {
      int64_t pixel = (at / area * b->height + y) * b->width + x;
      sum += (double)b->input[pixel * b->channels + c] * b->gradient[at * b->outputs + o];
    }
  }
  return sum;
}

static int agrees(int transformed, int64_t images, int64_t height, int64_t width, int64_t channels, int64_t kh,
                  int64_t kw, int64_t outputs, int64_t stride, int64_t padding, int64_t dilation,
                  int64_t parts, int64_t split, int64_t rows) {
  struct culebra_conv2d_weight_gradient b = {
      .images = images, .height = height, .width = width, .channels = channels,
      .output_height = (height + 2 * padding - dilation * (kh - 1) - 1) / stride + 1,
      .output_width = (width + 2 * padding - dilation * (kw - 1) - 1) / stride + 1,
      .outputs = outputs, .kernel_height = kh, .kernel_width = kw, .stride_height = stride,
      .stride_width = stride, .top = padding, .left = padding, .dilation_height = dilation,
      .dilation_width = dilation, .parts = parts, .split = split, .rows = rows};
  int64_t places = kh * kw * channels;
  int64_t line = b.output_width * stride + dilation * kw;
  float *input = filled(images * height * width * channels);
  float *gradient = filled(images * b.output_height * b.output_width * outputs);
  float *partial = filled(parts * places * (outputs + 15) * (transformed ? 7 : 1));
  float *output = filled(places * outputs);
  int64_t matrices = 25 * (rows * (b.output_width + 3) * (channels + outputs + 32) + 32);
  float *scratch = filled(rows * (4 * stride + dilation * kh + 4) * (line + 12) * (channels + outputs) +
                          rows * b.output_width * (outputs + 15) + 16 + (transformed ? matrices : 0));
  b.input = input;
  b.gradient = gradient;
  b.partial = partial;
  b.output = output;
  b.scratch = scratch;
  for (int64_t piece = parts * split; piece-- > 0;) {
    (transformed ? culebra_conv2d_winograd_weight : culebra_conv2d_weight_gradient)(&b, piece,
                                                                                  piece + 1);
  }
  int64_t items = transformed ? channels : places;
  for (int64_t half = 0; half < 2; half++) {
    (transformed ? culebra_conv2d_winograd_weight_sum : culebra_conv2d_weight_gradient_sum)(
        &b, items * half / 2, items * (half + 1) / 2);
  }
  double error = transformed && kh == 4 ? 4e-5 : 1e-5; /* more points round more */
  int failures = 0;
  for (int64_t i = 0; i < places * outputs; i++) {
    double want = expected(&b, i / outputs / channels, i / outputs % channels, i % outputs);
    failures += !(fabs(output[i] - want) <= error * (1 + fabs(want)));
  }
  if (failures > 0) {
    printf("transformed %d, %lld channels, %lld outputs, %lld parts, split %lld: %d failures\n",
           transformed, (long long)channels, (long long)outputs, (long long)parts, (long long)split, failures);
  }
  free(scratch);
  free(output);
  free(partial);
  free(gradient);
  free(input);
  return failures == 0;
}

int main(void) {
  int failures = 0;
  for (int64_t parts = 1; parts <= 5; parts += 2) {
    failures += !agrees(0, 2, 9, 7, 1, 3, 3, 17, 1, 1, 1, parts, 1, 4);
    failures += !agrees(0, 3, 8, 8, 1, 4, 4, 33, 2, 1, 1, parts, 1, 7);
    failures += !agrees(0, 1, 13, 11, 16, 3, 5, 64, 1, 2, 2, parts, 3, 1);
    failures += !agrees(0, 2, 7, 10, 3, 2, 3, 40, 3, 0, 1, parts, 2, 16);
    failures += !agrees(0, 2, 5, 6, 65, 1, 1, 31, 1, 0, 1, parts, 1, 3);
    failures += !agrees(0, 2, 8, 9, 2, 1, 2, 48, 3, 4, 3, parts, 1, 5);
    failures += !agrees(1, 2, 9, 7, 1, 3, 3, 17, 1, 1, 1, parts, 1, 4);
    failures += !agrees(1, 3, 8, 10, 35, 3, 3, 70, 1, 2, 1, parts, 1, 7);
    failures += !agrees(1, 3, 8, 8, 3, 4, 4, 33, 2, 1, 1, parts, 1, 7);
    failures += !agrees(1, 2, 15, 22, 18, 4, 4, 49, 2, 1, 1, parts, 4, 3);
    failures += !agrees(1, 1, 11, 7, 33, 4, 4, 16, 2, 0, 1, parts, 3, 16);
  }
  return failures != 0;
}
