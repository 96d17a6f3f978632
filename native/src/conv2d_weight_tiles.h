/* Op Conv2dWeightGradient in one instruction set; see culebra/conv2d_weight_gradient.h. */
#ifndef CULEBRA_CONV2D_WEIGHT_TILES_H
#define CULEBRA_CONV2D_WEIGHT_TILES_H

#include "conv_region.h"
#include "culebra/conv2d_weight_gradient.h"
#include "outer_tile.h"

/* Floats of a row of partial sums and of a gradient that is read by whole vectors. */
enum { ROUNDED = 16 };

static inline int64_t rounded_outputs(const struct culebra_conv2d_weight_gradient *b) {
  return (b->outputs + ROUNDED - 1) / ROUNDED * ROUNDED;
}

/* Adds the products of some rows of positions to the sums of all kernel places and channels. */
static inline void add_rows(const struct culebra_conv2d_weight_gradient *b,
                            const struct region *region, const struct positions *positions,
                            const struct axis *high, const struct axis *across, float *sums) {
  int64_t width = positions->width;
  int joined = b->dilation_width == 1;
  int64_t wide = joined ? 1 : across->taps;
  int64_t length = joined ? across->taps * b->channels : b->channels;
  int64_t pieces = high->taps * wide;
  struct outer_shape shape = outer_shape(length, pieces);
  for (int64_t piece = 0; piece < pieces; piece += shape.groups) {
    for (int64_t first = 0; first < length; first += shape.numbers) {
      int64_t offset[OUTER_GROUPS];
      int64_t some[OUTER_GROUPS];
      float *sum[OUTER_GROUPS];
      for (int g = 0; g < shape.groups; g++) {
        int64_t there = piece + g < pieces ? piece + g : piece;
        int64_t tap = high->tap[there / wide] * wide + there % wide;
        int64_t rest = piece + g < pieces ? length - first : 0;
        some[g] = rest < shape.numbers ? rest : shape.numbers;
        offset[g] = first + (high->offset[there / wide] - region->high.first) * region->pitch +
                    (across->offset[there % wide] - region->wide.first) * b->channels;
        sum[g] = sums + (tap * length + first) * width;
      }
      struct positions part = *positions;
      for (int64_t o = 0; o < width;) {
        int vectors = width - o >= OUTER_VECTORS * VEC_LANES ? OUTER_VECTORS : 1;
        part.gradient = positions->gradient + o;
        shape.run[vectors - 1](&part, offset, sum, some);
        for (int g = 0; g < shape.groups; g++) {
          sum[g] += vectors * VEC_LANES;
        }
        o += vectors * VEC_LANES;
      }
    }
  }
}

/* Gradients by whole vectors: where they are, or copied with zeros after each. */
static inline const float *gradients(const struct culebra_conv2d_weight_gradient *b,
                                     int64_t begin, int64_t end, float *copy) {
  int64_t width = rounded_outputs(b);
  const float *from = b->gradient + begin * b->output_width * b->outputs;
  if (width == b->outputs) {
    return from;
  }
  float *to = copy;
  for (int64_t i = 0; i < (end - begin) * b->output_width; i++, to += width, from += b->outputs) {
    memcpy(to, from, (size_t)b->outputs * sizeof *to);
    memset(to + b->outputs, 0, (size_t)(width - b->outputs) * sizeof *to);
  }
  return copy;
}

/* The sums of one part of the rows for one range of kernel rows. */
static inline void sum_part(const struct culebra_conv2d_weight_gradient *b, int64_t number) {
  int64_t part = number / b->split;
  int64_t first = b->kernel_height * (number % b->split) / b->split;
  int64_t taps = b->kernel_height * (number % b->split + 1) / b->split - first;
  struct axis high = forward_axis(taps, b->stride_height, b->top - first * b->dilation_height,
                                  b->dilation_height, b->output_height);
  struct axis across = forward_axis(b->kernel_width, b->stride_width, b->left,
                                    b->dilation_width, b->output_width);
  int64_t width = rounded_outputs(b);
  int64_t line = b->kernel_width * b->channels * width;
  float *sums = b->partial + (part * b->kernel_height + first) * line;
  struct image images = {b->input, b->height, b->width, b->channels};
  struct span none = {.first = INT64_MAX, .last = INT64_MIN};
  struct region region = {.high = include(none, &high), .wide = include(none, &across)};
  float *copy = b->scratch;
  float *border = copy + (width == b->outputs ? 0 : b->rows * b->output_width * width);
  int64_t rows = b->images * b->output_height;
  int64_t first_row = rows * part / b->parts;
  int64_t end = rows * (part + 1) / b->parts;
  if (first_row == end) {
    memset(sums, 0, (size_t)(taps * line) * sizeof *sums);
  }
  for (int64_t row = first_row; row < end; row = region.end) {
    region.begin = row;
    region.end = row + b->rows < end ? row + b->rows : end;
    /* A copy, because tiles read a few numbers more than a piece has. */
    place_rows(&images, &region, 1, border);
    struct positions positions = {.row = region.row,
                                  .rows = region.end - row,
                                  .count = b->output_width,
                                  .step = b->stride_width * b->channels,
                                  .gradient = gradients(b, row, region.end, copy),
                                  .width = width,
                                  .add = row > first_row};
    add_rows(b, &region, &positions, &high, &across, sums);
  }
}

static inline void sum_parts(const struct culebra_conv2d_weight_gradient *b, int64_t begin,
                             int64_t end) {
  for (int64_t number = begin; number < end; number++) {
    sum_part(b, number);
  }
}

/* Sums the parts of some rows of the weight, in order. */
static inline void add_parts(const struct culebra_conv2d_weight_gradient *b, int64_t begin,
                             int64_t end) {
  int64_t width = rounded_outputs(b);
  int64_t all = b->kernel_height * b->kernel_width * b->channels * width;
  for (int64_t row = begin; row < end; row++) {
    const float *from = b->partial + row * width;
    float *to = b->output + row * b->outputs;
    for (int64_t o = 0; o < b->outputs; o += VEC_LANES) {
      vec sum = vec_load(from + o);
      for (int64_t part = 1; part < b->parts; part++) {
        sum += vec_load(from + part * all + o);
      }
      int64_t some = b->outputs - o < VEC_LANES ? b->outputs - o : VEC_LANES;
      memcpy(to + o, &sum, (size_t)some * sizeof *to);
    }
  }
}

#endif
