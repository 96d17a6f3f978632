/*
 * Convolutions by transformed tiles after Lavin and Gray, "Fast algorithms for convolutional neural
 * networks", 2015. Tiles of pixels and the kernel are transformed; products of matrices, one for
 * each place of a tile, give the transform of a tile of outputs: 16 products of numbers do the work
 * of 36 where a 3x3 kernel has stride 1. A 4x4 kernel with stride 2 is four of 2x2, each on every
 * second row and column of the image, whose 25 products do the work of 64. It rounds more than plain
 * sums do, but keeps their tolerance.
 */
#ifndef CULEBRA_CONV2D_WINOGRAD_H
#define CULEBRA_CONV2D_WINOGRAD_H

#include "conv_region.h"
#include "conv_tile.h"
#include "culebra/conv2d.h"
#include "winograd_tile.h"

enum {
  MOST_PHASES = 4,

  /* Between the matrices of two places, lest all of them begin in the same set of the cache. */
  APART = 16,
};

/* Sizes of one place's matrices. */
struct winograd {
  struct winograd_kind kind;
  int64_t places;
  int64_t phases; /* of the image, which add up; transposed, of the outputs, one after the other */
  int64_t depth;  /* channels, by whole vectors */
  int64_t across; /* outputs, by whole vectors */
  int64_t tiles;
  float *pixels;        /* [places][tiles][phases that add up][depth] */
  int64_t tile_floats;  /* from tile to tile */
  int64_t pixel_place;  /* from place to place */
  float *results;       /* [places][tiles][across] */
  int64_t result_place;
};

/* The taps of a phase along one axis, in the order of the pixels that they reach. */
static inline struct axis phase_axis(const struct culebra_conv2d *b, int64_t kernel, int64_t stride,
                                     int64_t padding, int64_t outputs, int64_t phase) {
  if (b->transposed) {
    return transposed_axis(kernel, stride, padding, 1, outputs, phase);
  }
  struct axis axis = {.positions = outputs, .step = stride};
  for (int64_t tap = phase; tap < kernel; tap += stride, axis.taps++) {
    axis.tap[axis.taps] = tap;
    axis.offset[axis.taps] = tap - padding;
  }
  return axis;
}

/* The rows or the columns of a phase of both. */
static inline struct axis phase_rows(const struct culebra_conv2d *b, int64_t phase) {
  return phase_axis(b, b->kernel_height, b->stride_height, b->top, b->output_height,
                    phase / b->stride_width);
}

static inline struct axis phase_columns(const struct culebra_conv2d *b, int64_t phase) {
  return phase_axis(b, b->kernel_width, b->stride_width, b->left, b->output_width,
                    phase % b->stride_width);
}

/* The transform of one vector of weights for one channel. */
CULEBRA_UNROLLED void pack_vector(int points, int taps, const struct culebra_conv2d *b,
                                  const int64_t *tap, int64_t channel, int64_t output, float *to,
                                  int64_t place_floats) {
  vec weight[9];
  vec place[MOST_POINTS * MOST_POINTS];
  int64_t some = b->outputs - output < VEC_LANES ? b->outputs - output : VEC_LANES;
  for (int i = 0; i < taps * taps; i++) {
    if (b->transposed) {
      float numbers[VEC_LANES] = {0};
      for (int64_t o = 0; o < some; o++) {
        numbers[o] = b->weight[(tap[i] * b->outputs + output + o) * b->channels + channel];
      }
      weight[i] = vec_load(numbers);
    } else {
      weight[i] = vec_load_some(b->weight + (tap[i] * b->channels + channel) * b->outputs + output,
                                some);
    }
  }
  along_both(points, taps, points, transform_taps, weight, place);
#pragma GCC unroll 25
  for (int i = 0; i < points * points; i++) {
    vec_store(to + i * place_floats, place[i]);
  }
}

static inline int64_t whole_groups(int64_t outputs) {
  return (outputs + CULEBRA_CONV2D_GROUP - 1) / CULEBRA_CONV2D_GROUP * CULEBRA_CONV2D_GROUP;
}

static inline int winograd_vectors(const struct culebra_conv2d *b, int64_t output) {
  int64_t columns = b->outputs - output;
  return columns >= TILE_WIDTH ? TILE_VECTORS : (int)((columns + VEC_LANES - 1) / VEC_LANES);
}

/* Rows of a place's packed weights: what is summed. */
static inline int64_t packed_rows(const struct culebra_conv2d *b, int64_t phases) {
  return b->transposed ? b->channels : phases * b->channels;
}

/* The weights of one phase, of the outputs first to last - 1. */
static inline void pack_phase(const struct culebra_conv2d *b, struct winograd_kind kind,
                              int64_t phase, int64_t first, int64_t last) {
  struct axis high = phase_rows(b, phase);
  struct axis wide = phase_columns(b, phase);
  int64_t tap[9];
  for (int i = 0; i < kind.taps * kind.taps; i++) {
    tap[i] = high.tap[i / kind.taps] * b->kernel_width + wide.tap[i % kind.taps];
  }
  int64_t rows = packed_rows(b, kind.stride * kind.stride);
  int64_t place_floats = rows * whole_groups(b->outputs);
  float *packed = b->packed + (b->transposed ? phase * kind.points * kind.points * place_floats : 0);
  for (int64_t o = first; o < last; o += TILE_WIDTH) {
    int vectors = winograd_vectors(b, o);
    int64_t width = vectors * VEC_LANES;
    float *panel = packed + o * rows + (b->transposed ? 0 : phase * b->channels * width);
    for (int64_t channel = 0; channel < b->channels; channel++) {
      for (int v = 0; v < vectors; v++, panel += VEC_LANES) {
        if (kind.points == 4) {
          pack_vector(4, 3, b, tap, channel, o + v * VEC_LANES, panel, place_floats);
        } else {
          pack_vector(5, 2, b, tap, channel, o + v * VEC_LANES, panel, place_floats);
        }
      }
    }
  }
}

static inline void pack_transformed(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  struct winograd_kind kind = winograd_kind(b->kernel_height);
  int64_t last = end * CULEBRA_CONV2D_GROUP < b->outputs ? end * CULEBRA_CONV2D_GROUP : b->outputs;
  for (int64_t phase = 0; phase < kind.stride * kind.stride; phase++) {
    pack_phase(b, kind, phase, begin * CULEBRA_CONV2D_GROUP, last);
  }
}

/* The pixels of all tiles for one phase. */
static inline void transform_phase(const struct culebra_conv2d *b, const struct winograd *w,
                                   const struct region *region, int64_t phase) {
  int64_t row = phase_rows(b, phase).offset[0] - region->high.first;
  int64_t column = phase_columns(b, phase).offset[0] - region->wide.first;
  int64_t step = b->transposed ? 1 : w->kind.stride;
  int64_t wide = region->wide.positions;
  float *to = w->pixels + (b->transposed ? 0 : phase * w->depth);
  for (int64_t t = 0; t < w->tiles; t++, to += w->tile_floats) {
    const float *from = region->row[t / wide] + row * region->pitch +
                        (t % wide * region->wide.step + column) * b->channels;
    transform_tile(w->kind.points, from, step * region->pitch, step * b->channels, b->channels, to,
                   w->pixel_place);
  }
}

/* The products of all places for a phase of the outputs. */
static inline void multiply(const struct culebra_conv2d *b, const struct winograd *w,
                            int64_t phase) {
  int64_t rows = packed_rows(b, w->phases);
  int64_t place_floats = rows * whole_groups(b->outputs);
  int64_t offset[MOST_PHASES];
  struct reach reach = {.pieces = rows / b->channels, .length = b->channels, .offset = offset};
  for (int64_t piece = 0; piece < reach.pieces; piece++) {
    offset[piece] = piece * w->depth;
  }
  for (int64_t place = 0; place < w->places; place++) {
    const float *pixels = w->pixels + place * w->pixel_place;
    const float *packed = b->packed + (phase * w->places + place) * place_floats;
    float *results = w->results + place * w->result_place;
    for (int64_t o = 0; o < b->outputs; o += TILE_WIDTH) {
      int vectors = winograd_vectors(b, o);
      struct tile_shape shape = tiles[vectors - 1];
      reach.panel = packed + o * rows;
      for (int64_t t = 0; t < w->tiles; t += shape.positions) {
        int64_t count = w->tiles - t < shape.positions ? w->tiles - t : shape.positions;
        const float *row[TILE_POSITIONS];
        float *out[TILE_POSITIONS];
        for (int64_t i = 0; i < shape.positions; i++) {
          int64_t at = t + (i < count ? i : count - 1);
          row[i] = pixels + at * w->tile_floats;
          out[i] = results + at * w->across + o;
        }
        shape.run(&reach, row, out, count, vectors * VEC_LANES);
      }
    }
  }
}

/* A tile's outputs: as many rows and columns as there are, so far apart. */
CULEBRA_UNROLLED void finish_tile(int points, int size, const struct culebra_conv2d *b,
                                  const struct winograd *w, int64_t tile, float *to, int64_t rows,
                                  int64_t columns, int64_t row_step, int64_t column_step) {
  for (int64_t o = 0; o < b->outputs; o += VEC_LANES) {
    const float *from = w->results + tile * w->across + o;
    vec place[MOST_POINTS * MOST_POINTS];
    vec output[MOST_POINTS * MOST_POINTS];
#pragma GCC unroll 25
    for (int i = 0; i < points * points; i++) {
      place[i] = vec_load(from + i * w->result_place);
    }
    along_both(points, points, size, restore_outputs, place, output);
    int64_t some = b->outputs - o < VEC_LANES ? b->outputs - o : VEC_LANES;
#pragma GCC unroll 4
    for (int row = 0; row < size; row++) {
#pragma GCC unroll 4
      for (int column = 0; column < size; column++) {
        if (row < rows && column < columns) {
          float *at = to + row * row_step + column * column_step + o;
          if (some == VEC_LANES) {
            vec_store(at, output[row * size + column]);
          } else {
            vec_store_some(at, output[row * size + column], some);
          }
        }
      }
    }
  }
}

/* The outputs of a phase, of rows of tiles that begin with some row. */
static inline void finish_phase(const struct culebra_conv2d *b, const struct winograd *w,
                                const struct region *region, int64_t phase) {
  int64_t stride = b->transposed ? w->kind.stride : 1;
  int64_t all_rows = phase_rows(b, phase).positions;
  int64_t all_columns = phase_columns(b, phase).positions;
  int64_t row_step = stride * b->output_width * b->outputs;
  int64_t column_step = stride * b->outputs;
  int64_t wide = region->wide.positions;
  for (int64_t t = 0; t < w->tiles; t++) {
    int64_t row = region->begin + t / wide;
    int64_t i = row % region->high.positions * w->kind.tile;
    int64_t j = t % wide * w->kind.tile;
    int64_t line = row / region->high.positions * b->output_height + i * stride +
                   phase / b->stride_width;
    int64_t column = j * stride + phase % b->stride_width;
    float *to = b->output + (line * b->output_width + column) * b->outputs;
    if (w->kind.points == 4) {
      finish_tile(4, 2, b, w, t, to, all_rows - i, all_columns - j, row_step, column_step);
    } else {
      finish_tile(5, 4, b, w, t, to, all_rows - i, all_columns - j, row_step, column_step);
    }
  }
}

/* The span of tiles along an axis. */
static inline struct span tile_span(const struct culebra_conv2d *b, struct winograd_kind kind,
                                    int64_t kernel, int64_t padding, int64_t outputs) {
  struct span span = {.first = -padding,
                      .last = kind.stride * kind.points - 1 - padding,
                      .step = kind.stride * kind.tile};
  int64_t positions = outputs;
  if (b->transposed) {
    span.first = phase_axis(b, kernel, kind.stride, padding, outputs, 0).offset[0];
    span.last = phase_axis(b, kernel, kind.stride, padding, outputs, kind.stride - 1).offset[0] +
                kind.points - 1;
    span.step = kind.tile;
    positions = (outputs + kind.stride - 1) / kind.stride;
  }
  span.positions = (positions + kind.tile - 1) / kind.tile;
  return span;
}

/* Rows of tiles begin to end - 1. */
static inline void run_tiles(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  struct winograd_kind kind = winograd_kind(b->kernel_height);
  struct region region = {
      .high = tile_span(b, kind, b->kernel_height, b->top, b->output_height),
      .wide = tile_span(b, kind, b->kernel_width, b->left, b->output_width),
      .begin = begin,
      .end = end};
  struct winograd w = {.kind = kind,
                       .places = kind.points * kind.points,
                       .phases = kind.stride * kind.stride,
                       .depth = (b->channels + VEC_LANES - 1) / VEC_LANES * VEC_LANES,
                       .across = (b->outputs + VEC_LANES - 1) / VEC_LANES * VEC_LANES,
                       .tiles = (end - begin) * region.wide.positions};
  w.pixels = b->scratch;
  w.tile_floats = b->transposed ? w.depth : w.phases * w.depth;
  w.pixel_place = w.tiles * w.tile_floats + APART;
  w.results = w.pixels + w.places * w.pixel_place;
  w.result_place = w.tiles * w.across + APART;
  struct image images = {b->input, b->height, b->width, b->channels};
  place_rows(&images, &region, 1, w.results + w.places * w.result_place);
  for (int64_t phase = 0; phase < w.phases; phase++) {
    transform_phase(b, &w, &region, phase);
    if (b->transposed || phase == w.phases - 1) {
      multiply(b, &w, b->transposed ? phase : 0);
      finish_phase(b, &w, &region, b->transposed ? phase : 0);
    }
  }
}

#endif
