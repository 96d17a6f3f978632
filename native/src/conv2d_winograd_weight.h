/*
 * The gradient of a convolution's weight by the transformed tiles of conv2d_winograd.h: at each place
 * of a tile the pixels' channels times the gradients' outputs are summed over all tiles, and what
 * comes of the sums is a kernel for each channel and output.
 */
#ifndef CULEBRA_CONV2D_WINOGRAD_WEIGHT_H
#define CULEBRA_CONV2D_WINOGRAD_WEIGHT_H

#include "conv2d_weight_tiles.h"
#include "winograd_tile.h"

/* Sizes of one place's matrices. */
struct weight_tiles {
  struct winograd_kind kind;
  int64_t places;
  int64_t phases;
  int64_t depth;  /* channels, by whole vectors */
  int64_t across; /* outputs, rounded up */
  int64_t tiles;
  float *gradients;     /* [places][tiles][across] */
  int64_t gradient_place;
  float *pixels;        /* [places][tiles][depth], of one phase */
  int64_t pixel_place;
};

/* The sums of a phase in a part: [places][channels][across]. */
static inline float *phase_sums(const struct culebra_conv2d_weight_gradient *b,
                                const struct weight_tiles *w, int64_t part, int64_t phase) {
  return b->partial + (part * w->phases + phase) * w->places * b->channels * w->across;
}

/* What some tiles give to the sums of all places, or adds to them. */
static inline void sum_products(const struct culebra_conv2d_weight_gradient *b,
                                const struct weight_tiles *w, int add, float *sums) {
  struct outer_shape shape = outer_shape(b->channels, 1);
  for (int64_t place = 0; place < w->places; place++, sums += b->channels * w->across) {
    const float *pixels = w->pixels + place * w->pixel_place;
    struct positions positions = {.row = &pixels,
                                  .rows = 1,
                                  .count = w->tiles,
                                  .step = w->depth,
                                  .width = w->across,
                                  .add = add};
    for (int64_t o = 0; o < w->across;) {
      int vectors = w->across - o >= OUTER_VECTORS * VEC_LANES ? OUTER_VECTORS : 1;
      positions.gradient = w->gradients + place * w->gradient_place + o;
      for (int64_t first = 0; first < b->channels; first += shape.numbers) {
        int64_t some = b->channels - first < shape.numbers ? b->channels - first : shape.numbers;
        float *sum = sums + first * w->across + o;
        shape.run[vectors - 1](&positions, &first, &sum, &some);
      }
      o += vectors * VEC_LANES;
    }
  }
}

/* The products of some rows of tiles for phases first to last - 1 of a part. */
static inline void add_tiles(const struct culebra_conv2d_weight_gradient *b,
                             struct weight_tiles *w, struct region *pixels,
                             struct region *gradients, int add, int64_t part, int64_t first,
                             int64_t last) {
  struct image images = {b->input, b->height, b->width, b->channels};
  struct image results = {b->gradient, b->output_height, b->output_width, b->outputs};
  int64_t wide = pixels->wide.positions;
  int64_t rows = pixels->end - pixels->begin;
  w->tiles = rows * wide;
  w->gradient_place = w->tiles * w->across + APART;
  w->pixel_place = w->tiles * w->depth + APART;
  w->gradients = b->scratch;
  w->pixels = w->gradients + w->places * w->gradient_place;
  float *copy = w->pixels + w->places * w->pixel_place;
  /* A copy where the last vector of an output would end behind the last gradient. */
  place_rows(&results, gradients, b->outputs % VEC_LANES != 0, copy);
  for (int64_t t = 0; t < w->tiles; t++) {
    const float *from = gradients->row[t / wide] + t % wide * w->kind.tile * b->outputs;
    transform_gradient_tile(w->kind.points, from, gradients->pitch, b->outputs, b->outputs,
                            w->gradients + t * w->across, w->gradient_place);
  }
  place_rows(&images, pixels, 1, copy);
  int64_t stride = w->kind.stride;
  for (int64_t phase = first; phase < last; phase++) {
    int64_t corner = phase / stride * pixels->pitch + phase % stride * b->channels;
    for (int64_t t = 0; t < w->tiles; t++) {
      const float *from =
          pixels->row[t / wide] + t % wide * pixels->wide.step * b->channels + corner;
      transform_tile(w->kind.points, from, stride * pixels->pitch, stride * b->channels,
                     b->channels, w->pixels + t * w->depth, w->pixel_place);
    }
    sum_products(b, w, add, phase_sums(b, w, part, phase));
  }
}

static inline struct weight_tiles weight_tiles(const struct culebra_conv2d_weight_gradient *b) {
  struct winograd_kind kind = winograd_kind(b->kernel_height);
  return (struct weight_tiles){.kind = kind,
                               .places = kind.points * kind.points,
                               .phases = kind.stride * kind.stride,
                               .depth = (b->channels + VEC_LANES - 1) / VEC_LANES * VEC_LANES,
                               .across = rounded_outputs(b)};
}

/* Where tiles reach in the pixels along an axis, and where in the gradients. */
static inline struct span pixel_span(struct winograd_kind kind, int64_t padding, int64_t outputs) {
  return (struct span){-padding, kind.stride * kind.points - 1 - padding,
                       (outputs + kind.tile - 1) / kind.tile, kind.stride * kind.tile};
}

static inline struct span gradient_span(struct winograd_kind kind, int64_t outputs) {
  return (struct span){0, kind.tile - 1, (outputs + kind.tile - 1) / kind.tile, kind.tile};
}

/* The sums of a range of phases in a part of the rows of tiles. */
static inline void sum_tiles(const struct culebra_conv2d_weight_gradient *b, int64_t begin,
                             int64_t end) {
  struct weight_tiles w = weight_tiles(b);
  struct region pixels = {.high = pixel_span(w.kind, b->top, b->output_height),
                          .wide = pixel_span(w.kind, b->left, b->output_width)};
  struct region gradients = {.high = gradient_span(w.kind, b->output_height),
                             .wide = gradient_span(w.kind, b->output_width)};
  int64_t rows = b->images * pixels.high.positions;
  for (int64_t number = begin; number < end; number++) {
    int64_t part = number / b->split;
    int64_t first = w.phases * (number % b->split) / b->split;
    int64_t last = w.phases * (number % b->split + 1) / b->split;
    int64_t begin_row = rows * part / b->parts;
    int64_t after = rows * (part + 1) / b->parts;
    float *sums = phase_sums(b, &w, part, first);
    if (begin_row == after) {
      memset(sums, 0, (size_t)(phase_sums(b, &w, part, last) - sums) * sizeof *sums);
    }
    for (int64_t row = begin_row; row < after; row = pixels.end) {
      pixels.begin = row;
      pixels.end = row + b->rows < after ? row + b->rows : after;
      gradients.begin = pixels.begin;
      gradients.end = pixels.end;
      add_tiles(b, &w, &pixels, &gradients, row > begin_row, part, first, last);
    }
  }
}

/* The kernels of a phase for one channel and a vector of outputs, of the sums of all parts. */
CULEBRA_UNROLLED void restore_kernels(int points, int taps,
                                      const struct culebra_conv2d_weight_gradient *b,
                                      const struct weight_tiles *w, int64_t phase, int64_t channel,
                                      int64_t output) {
  vec place[MOST_POINTS * MOST_POINTS];
  vec tap[MOST_POINTS * MOST_POINTS];
  const float *sums = phase_sums(b, w, 0, phase) + channel * w->across + output;
  int64_t parts_apart = phase_sums(b, w, 1, 0) - phase_sums(b, w, 0, 0);
#pragma GCC unroll 25
  for (int i = 0; i < points * points; i++, sums += b->channels * w->across) {
    place[i] = vec_load(sums);
    for (int64_t part = 1; part < b->parts; part++) {
      place[i] += vec_load(sums + part * parts_apart);
    }
  }
  along_both(points, points, taps, restore_taps, place, tap);
  int64_t stride = w->kind.stride;
  int64_t some = b->outputs - output < VEC_LANES ? b->outputs - output : VEC_LANES;
  for (int i = 0; i < taps * taps; i++) {
    int64_t row = i / taps * stride + phase / stride;
    int64_t column = i % taps * stride + phase % stride;
    vec_store_some(b->output + ((row * b->kernel_width + column) * b->channels + channel) *
                                   b->outputs + output,
                   tap[i], some);
  }
}

/* The weight's gradient for channels begin to end - 1. */
static inline void add_tile_parts(const struct culebra_conv2d_weight_gradient *b, int64_t begin,
                                  int64_t end) {
  struct weight_tiles w = weight_tiles(b);
  for (int64_t phase = 0; phase < w.phases; phase++) {
    for (int64_t channel = begin; channel < end; channel++) {
      for (int64_t o = 0; o < b->outputs; o += VEC_LANES) {
        if (w.kind.points == 4) {
          restore_kernels(4, 3, b, &w, phase, channel, o);
        } else {
          restore_kernels(5, 2, b, &w, phase, channel, o);
        }
      }
    }
  }
}

#endif
