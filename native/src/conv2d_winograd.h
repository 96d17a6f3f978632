/*
 * 3x3 kernels with stride 1 after Lavin and Gray, "Fast algorithms for convolutional neural
 * networks", 2015: F(2x2, 3x3). Tiles of 4x4 pixels and the kernel are transformed; 16 products of
 * matrices, one for each place of a tile, give the transform of 2x2 outputs. 16 products of numbers
 * do the work of 36. The constants are 1 and 1/2, so it rounds hardly more than plain sums do, and
 * keeps their tolerance.
 */
#ifndef CULEBRA_CONV2D_WINOGRAD_H
#define CULEBRA_CONV2D_WINOGRAD_H

#include "conv_region.h"
#include "conv_tile.h"
#include "culebra/conv2d.h"

enum {
  /* Places of a transformed tile. */
  PLACES = 16,

  /* Between the matrices of two places, lest all of them begin in the same set of the cache. */
  APART = 16,
};

/* Sizes of one place's matrices. */
struct winograd {
  int64_t depth;  /* channels, by whole vectors */
  int64_t across; /* outputs, by whole vectors */
  int64_t tiles;
  float *pixels;        /* [PLACES][tiles][depth] */
  int64_t pixel_place;  /* floats from place to place */
  float *results;       /* [PLACES][tiles][across] */
  int64_t result_place;
};

/* Applies G of F(2, 3) to three numbers: what becomes of a kernel. */
static inline void kernel_transform(const vec *from, int step, vec *to, int to_step) {
  vec half = vec_splat(0.5f);
  vec outer = (from[0] + from[2 * step]) * half;
  vec middle = from[step] * half;
  to[0] = from[0];
  to[to_step] = outer + middle;
  to[2 * to_step] = outer - middle;
  to[3 * to_step] = from[2 * step];
}

/* The transform of one vector of weights for one channel. */
static inline void pack_vector(const struct culebra_conv2d *b, int64_t channel, int64_t output,
                               float *to, int64_t place_floats) {
  vec weight[9];
  vec half[12];
  int64_t some = b->outputs - output < VEC_LANES ? b->outputs - output : VEC_LANES;
  for (int64_t tap = 0; tap < 9; tap++) {
    float numbers[VEC_LANES] = {0};
    for (int64_t o = output; o < output + some; o++) {
      numbers[o - output] =
          b->transposed ? b->weight[((8 - tap) * b->outputs + o) * b->channels + channel]
                        : b->weight[(tap * b->channels + channel) * b->outputs + o];
    }
    weight[tap] = vec_load(numbers);
  }
  for (int column = 0; column < 3; column++) {
    kernel_transform(weight + column, 3, half + column, 3);
  }
  for (int row = 0; row < 4; row++) {
    vec places[4];
    kernel_transform(half + 3 * row, 1, places, 1);
    for (int column = 0; column < 4; column++) {
      vec_store(to + (4 * row + column) * place_floats, places[column]);
    }
  }
}

static inline int64_t whole_groups(int64_t outputs) {
  return (outputs + CULEBRA_CONV2D_GROUP - 1) / CULEBRA_CONV2D_GROUP * CULEBRA_CONV2D_GROUP;
}

static inline int winograd_vectors(const struct culebra_conv2d *b, int64_t output) {
  int64_t columns = b->outputs - output;
  return columns >= TILE_WIDTH ? TILE_VECTORS : (int)((columns + VEC_LANES - 1) / VEC_LANES);
}

static inline void pack_transformed(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  int64_t place_floats = b->channels * whole_groups(b->outputs);
  int64_t last = end * CULEBRA_CONV2D_GROUP < b->outputs ? end * CULEBRA_CONV2D_GROUP : b->outputs;
  for (int64_t o = begin * CULEBRA_CONV2D_GROUP; o < last; o += TILE_WIDTH) {
    int vectors = winograd_vectors(b, o);
    float *panel = b->packed + o * b->channels;
    for (int64_t channel = 0; channel < b->channels; channel++) {
      for (int v = 0; v < vectors; v++, panel += VEC_LANES) {
        pack_vector(b, channel, o + v * VEC_LANES, panel, place_floats);
      }
    }
  }
}

/* Applies B of F(2, 3) to four numbers: what becomes of pixels. */
static inline void pixel_transform(const vec *from, int step, vec *to) {
  to[0] = from[0] - from[2 * step];
  to[1] = from[step] + from[2 * step];
  to[2] = from[2 * step] - from[step];
  to[3] = from[step] - from[3 * step];
}

/* All vectors of a tile; the last may hold numbers of the next pixel, which no product reads. */
static inline void transform_tile(const float *from, int64_t pitch, int64_t channels, float *to,
                                  int64_t place_floats) {
  for (int64_t c = 0; c < channels; c += VEC_LANES) {
    vec half[16];
#pragma GCC unroll 4
    for (int column = 0; column < 4; column++) {
      vec pixels[4];
      vec down[4];
#pragma GCC unroll 4
      for (int row = 0; row < 4; row++) {
        pixels[row] = vec_load(from + row * pitch + column * channels + c);
      }
      pixel_transform(pixels, 1, down);
#pragma GCC unroll 4
      for (int row = 0; row < 4; row++) {
        half[4 * row + column] = down[row];
      }
    }
#pragma GCC unroll 4
    for (int row = 0; row < 4; row++) {
      vec places[4];
      pixel_transform(half + 4 * row, 1, places);
#pragma GCC unroll 4
      for (int column = 0; column < 4; column++) {
        vec_store(to + (4 * row + column) * place_floats + c, places[column]);
      }
    }
  }
}

/* The products of all places. */
static inline void multiply(const struct culebra_conv2d *b, const struct winograd *w) {
  int64_t none = 0;
  int64_t place_floats = b->channels * whole_groups(b->outputs);
  for (int64_t place = 0; place < PLACES; place++) {
    const float *pixels = w->pixels + place * w->pixel_place;
    float *results = w->results + place * w->result_place;
    for (int64_t o = 0; o < b->outputs; o += TILE_WIDTH) {
      int vectors = winograd_vectors(b, o);
      struct tile_shape shape = tiles[vectors - 1];
      struct reach reach = {1, b->channels, &none,
                            b->packed + place * place_floats + o * b->channels};
      for (int64_t t = 0; t < w->tiles; t += shape.positions) {
        int64_t count = w->tiles - t < shape.positions ? w->tiles - t : shape.positions;
        const float *row[TILE_POSITIONS];
        float *out[TILE_POSITIONS];
        for (int64_t i = 0; i < shape.positions; i++) {
          int64_t at = t + (i < count ? i : count - 1);
          row[i] = pixels + at * w->depth;
          out[i] = results + at * w->across + o;
        }
        shape.run(&reach, row, out, count, vectors * VEC_LANES);
      }
    }
  }
}

/* Applies A of F(2, 3) to four numbers: what becomes outputs. */
static inline void result_transform(const vec *from, int step, vec *to) {
  vec sum = from[step] + from[2 * step];
  vec difference = from[step] - from[2 * step];
  to[0] = from[0] + sum;
  to[1] = difference - from[3 * step];
}

/* A tile's outputs: as many rows and columns of two as there are. */
static inline void finish_tile(const struct culebra_conv2d *b, const struct winograd *w,
                               int64_t tile, float *to, int64_t rows, int64_t columns) {
  for (int64_t o = 0; o < b->outputs; o += VEC_LANES) {
    const float *from = w->results + tile * w->across + o;
    vec half[8];
#pragma GCC unroll 4
    for (int column = 0; column < 4; column++) {
      vec places[4];
      vec down[2];
#pragma GCC unroll 4
      for (int row = 0; row < 4; row++) {
        places[row] = vec_load(from + (4 * row + column) * w->result_place);
      }
      result_transform(places, 1, down);
      half[column] = down[0];
      half[4 + column] = down[1];
    }
    int64_t some = b->outputs - o < VEC_LANES ? b->outputs - o : VEC_LANES;
    for (int64_t row = 0; row < rows; row++) {
      vec outputs[2];
      result_transform(half + 4 * row, 1, outputs);
      for (int64_t column = 0; column < columns; column++) {
        float *at = to + (row * b->output_width + column) * b->outputs + o;
        if (some == VEC_LANES) {
          vec_store(at, outputs[column]);
        } else {
          memcpy(at, &outputs[column], (size_t)some * sizeof *at);
        }
      }
    }
  }
}

/* The span of tiles, two outputs each, along an axis. */
static inline struct span tile_span(const struct culebra_conv2d *b, int64_t padding,
                                    int64_t outputs) {
  int64_t first = b->transposed ? padding - 2 : -padding;
  return (struct span){first, first + 3, (outputs + 1) / 2, 2};
}

/* Rows of tiles begin to end - 1. */
static inline void run_tiles(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  struct region region = {.high = tile_span(b, b->top, b->output_height),
                          .wide = tile_span(b, b->left, b->output_width),
                          .begin = begin,
                          .end = end};
  int64_t wide = region.wide.positions;
  struct winograd w = {.depth = (b->channels + VEC_LANES - 1) / VEC_LANES * VEC_LANES,
                       .across = (b->outputs + VEC_LANES - 1) / VEC_LANES * VEC_LANES,
                       .tiles = (end - begin) * wide};
  w.pixels = b->scratch;
  w.pixel_place = w.tiles * w.depth + APART;
  w.results = w.pixels + PLACES * w.pixel_place;
  w.result_place = w.tiles * w.across + APART;
  struct image images = {b->input, b->height, b->width, b->channels};
  place_rows(&images, &region, 1, w.results + PLACES * w.result_place);
  for (int64_t t = 0; t < w.tiles; t++) {
    const float *from = region.row[t / wide] + t % wide * 2 * b->channels;
    transform_tile(from, region.pitch, b->channels, w.pixels + t * w.depth, w.pixel_place);
  }
  multiply(b, &w);
  for (int64_t t = 0; t < w.tiles; t++) {
    int64_t row = begin + t / wide;
    int64_t i = row % region.high.positions * 2;
    int64_t j = t % wide * 2;
    int64_t line = row / region.high.positions * b->output_height + i;
    float *to = b->output + (line * b->output_width + j) * b->outputs;
    finish_tile(b, &w, t, to, b->output_height - i < 2 ? 1 : 2, b->output_width - j < 2 ? 1 : 2);
  }
}

#endif
