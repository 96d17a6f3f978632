/*
 * Both directions against plain loops in double, for odd sizes, strides, dilations and borders,
 * however the rows are cut in chunks.
 */
#include "culebra/conv2d.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t word = 1;

static float *filled(int64_t count) {
  float *values = malloc((size_t)count * sizeof *values);
  for (int64_t i = 0; i < count; i++) {
    word = word * 1664525u + 1013904223u;
    values[i] = (float)(word >> 8) * 0x1p-24f - 0.5f;
  }
  return values;
}

struct sizes {
  int64_t images, height, width, channels, kernel_height, kernel_width, outputs, stride, padding,
      dilation;
};

static int64_t convolved(int64_t size, int64_t kernel, const struct sizes *s) {
  return (size + 2 * s->padding - s->dilation * (kernel - 1) - 1) / s->stride + 1;
}

/* Adds every product to result, which is of the image or of the convolved one. */
static void expect(const struct sizes *s, int transposed, const float *from, const float *weight,
                   double *result) {
  int64_t high = convolved(s->height, s->kernel_height, s);
  int64_t wide = convolved(s->width, s->kernel_width, s);
  for (int64_t place = 0; place < s->images * high * wide; place++) {
    int64_t n = place / (high * wide);
    for (int64_t tap = 0; tap < s->kernel_height * s->kernel_width; tap++) {
      int64_t y = place / wide % high * s->stride + tap / s->kernel_width * s->dilation - s->padding;
      int64_t x = place % wide * s->stride + tap % s->kernel_width * s->dilation - s->padding;
      if (y < 0 || y >= s->height || x < 0 || x >= s->width) {
        continue;
      }
      int64_t pixel = (n * s->height + y) * s->width + x;
      for (int64_t c = 0; c < s->channels; c++) {
        for (int64_t o = 0; o < s->outputs; o++) {
          double w = weight[(tap * s->channels + c) * s->outputs + o];
          if (transposed) {
            result[pixel * s->channels + c] += w * from[place * s->outputs + o];
          } else {
            result[place * s->outputs + o] += w * from[pixel * s->channels + c];
          }
        }
      }
    }
  }
}

struct way {
  const char *name;
  int64_t tile; /* outputs of a position, for each of the stride's transposed; 0 for 1 */
  void (*pack)(const struct culebra_conv2d *, int64_t, int64_t);
  void (*run)(const struct culebra_conv2d *, int64_t, int64_t);
  double error; /* of results about 1; more points round more */
};

static const struct way direct = {"direct", 0, culebra_conv2d_pack, culebra_conv2d, 1e-5};
static const struct way winograd = {"winograd", 2, culebra_conv2d_winograd_pack,
                                    culebra_conv2d_winograd, 1e-5};
static const struct way polyphase = {"polyphase", 4, culebra_conv2d_winograd_pack,
                                     culebra_conv2d_winograd, 4e-5};
static const struct way scatter = {"scatter", 0, culebra_conv2d_scatter_pack,
                                   culebra_conv2d_scatter, 1e-5};

static int agrees(const struct sizes *s, int transposed, struct way way, int64_t rows) {
  int64_t high = convolved(s->height, s->kernel_height, s);
  int64_t wide = convolved(s->width, s->kernel_width, s);
  int64_t image = s->images * s->height * s->width * s->channels;
  int64_t result = s->images * high * wide * s->outputs;
  int64_t taps = s->kernel_height * s->kernel_width;
  int64_t inputs = transposed ? s->outputs : s->channels;
  int64_t outputs = transposed ? s->channels : s->outputs;
  int64_t groups = (outputs + CULEBRA_CONV2D_GROUP - 1) / CULEBRA_CONV2D_GROUP;
  float *from = filled(transposed ? result : image);
  float *weight = filled(taps * s->channels * s->outputs);
  float *packed = malloc((size_t)((taps + 100) * inputs * groups * CULEBRA_CONV2D_GROUP) * sizeof *packed);
  int64_t count = transposed ? image : result;
  float *to = filled(count);
  int64_t lines = transposed ? s->height : high;
  int64_t step = (way.tile > 0 ? way.tile : 1) * (transposed ? s->stride : 1);
  int64_t positions = (lines + step - 1) / step;
  int64_t reach = s->stride * (rows + 1) + 2 * s->dilation * 8 + 2 * s->padding + 8;
  int64_t across = s->width * s->stride + s->dilation * 8 + 2 * s->padding + 8;
  float *scratch = malloc((size_t)(rows * reach * across * (inputs + outputs + 64) * 32 + 512) *
                          sizeof *scratch);
  struct culebra_conv2d block = {
      from, weight, packed, to, scratch,
      transposed ? high : s->height, transposed ? wide : s->width, inputs,
      transposed ? s->height : high, transposed ? s->width : wide, outputs,
      s->kernel_height, s->kernel_width, s->stride, s->stride, s->padding, s->padding,
      s->dilation, s->dilation, transposed};
  for (int64_t group = 0; group < groups; group++) {
    way.pack(&block, group, group + 1);
  }
  int64_t all = s->images * positions;
  for (int64_t begin = 0; begin < all; begin += rows) {
    int64_t end = begin + rows < all ? begin + rows : all;
    way.run(&block, begin, end);
  }
  double *expected = calloc((size_t)count, sizeof *expected);
  expect(s, transposed, from, weight, expected);
  int failures = 0;
  for (int64_t i = 0; i < count; i++) {
    failures += !(fabs(to[i] - expected[i]) <= way.error * (1 + fabs(expected[i])));
  }
  if (failures > 0) {
    printf("%lld channels, %lld outputs, stride %lld, transposed %d, %s: %d failures\n",
           (long long)s->channels, (long long)s->outputs, (long long)s->stride, transposed,
           way.name, failures);
  }
  free(expected);
  free(scratch);
  free(to);
  free(packed);
  free(weight);
  free(from);
  return failures == 0;
}

int main(void) {
  static const struct sizes all[] = {
      {2, 9, 7, 3, 3, 3, 17, 1, 1, 1},  {1, 6, 9, 33, 3, 3, 70, 1, 2, 1},
      {3, 8, 8, 5, 4, 4, 33, 2, 1, 1},  {2, 15, 12, 17, 4, 4, 70, 2, 1, 1},
      {1, 9, 22, 130, 4, 4, 7, 2, 0, 1}, {2, 6, 5, 16, 4, 4, 16, 2, 3, 1},
      {1, 13, 11, 16, 3, 5, 64, 1, 2, 2}, {2, 7, 10, 1, 2, 3, 130, 3, 0, 1},
      {2, 5, 6, 65, 1, 1, 31, 1, 0, 1}, {2, 8, 9, 7, 1, 2, 48, 3, 4, 3},
  };
  static const int64_t rows[] = {1, 3, 16};
  int failures = 0;
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    for (size_t cut = 0; cut < sizeof rows / sizeof *rows; cut++) {
      failures += !agrees(&all[i], 0, direct, rows[cut]);
      failures += !agrees(&all[i], 1, direct, rows[cut]);
      if (all[i].kernel_height * all[i].kernel_width == 9 && all[i].stride == 1) {
        failures += !agrees(&all[i], 0, winograd, rows[cut]);
        failures += !agrees(&all[i], 1, winograd, rows[cut]);
      }
      if (all[i].kernel_height * all[i].kernel_width == 16 && all[i].stride == 2) {
        failures += !agrees(&all[i], 0, polyphase, rows[cut]);
        failures += !agrees(&all[i], 1, polyphase, rows[cut]);
      }
      if (all[i].dilation == 1) {
        failures += !agrees(&all[i], 1, scatter, rows[cut]);
      }
    }
  }
  return failures != 0;
}
