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

enum { MOST_PHASES = 4, LONGEST_SUM = 64 };

/* Sizes of one place's matrices. */
struct winograd {
  struct winograd_kind kind;
  int64_t places;
  int64_t phases;
  int64_t added;  /* phases of the pixels, whose products add up: all, or 1 where it is transposed */
  int64_t joined; /* phases of the outputs that are computed together, from the same pixels */
  int64_t depth;  /* channels, by whole vectors */
  int64_t across; /* outputs, by whole vectors */
  int64_t tiles;
  float *pixels;       /* [places][tiles][added][depth] */
  int64_t pixel_place; /* floats from place to place */
  float *results;      /* [places][tiles][joined][across] */
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

/* Rows and columns of a place's packed weights, which lie in panels of TILE_WIDTH columns. */
static inline int64_t packed_rows(const struct culebra_conv2d *b, const struct winograd *w) {
  return w->added * b->channels;
}

static inline int64_t packed_columns(const struct winograd *w) { return w->joined * w->across; }

/* Vectors of the panel that begins at a column. */
static inline int winograd_vectors(const struct winograd *w, int64_t column) {
  int64_t rest = (packed_columns(w) - column) / VEC_LANES;
  return rest < TILE_VECTORS ? (int)rest : TILE_VECTORS;
}

/* Floats from place to place of them. */
static inline int64_t packed_place(const struct culebra_conv2d *b, const struct winograd *w) {
  return packed_rows(b, w) * packed_columns(w) + APART;
}

/* Where the weights of a phase begin, of those that are neither added up nor joined. */
static inline float *packed_phase(const struct culebra_conv2d *b, const struct winograd *w,
                                  int64_t phase) {
  int64_t apart = w->added * w->joined == w->phases ? 0 : phase;
  return b->packed + apart * w->places * packed_place(b, w);
}

/* The weights of one phase, of the outputs first to last - 1. */
static inline void pack_phase(const struct culebra_conv2d *b, const struct winograd *w,
                              int64_t phase, int64_t first, int64_t last) {
  int taps = w->kind.taps;
  struct axis high = phase_rows(b, phase);
  struct axis wide = phase_columns(b, phase);
  int64_t tap[9];
  for (int i = 0; i < taps * taps; i++) {
    tap[i] = high.tap[i / taps] * b->kernel_width + wide.tap[i % taps];
  }
  int64_t rows = packed_rows(b, w);
  float *packed = packed_phase(b, w, phase);
  for (int64_t o = first; o < last; o += VEC_LANES) {
    int64_t column = o + (w->joined > 1 ? phase * w->across : 0);
    int64_t begin = column / TILE_WIDTH * TILE_WIDTH;
    int64_t width = winograd_vectors(w, begin) * VEC_LANES;
    float *to = packed + begin * rows + column - begin;
    to += w->added > 1 ? phase * b->channels * width : 0;
    for (int64_t channel = 0; channel < b->channels; channel++, to += width) {
      if (w->kind.points == 4) {
        pack_vector(4, 3, b, tap, channel, o, to, packed_place(b, w));
      } else {
        pack_vector(5, 2, b, tap, channel, o, to, packed_place(b, w));
      }
    }
  }
}

/* The span of tiles along an axis, as all phases reach it. */
static inline struct span tile_span(const struct culebra_conv2d *b, struct winograd_kind kind,
                                    int64_t kernel, int64_t padding, int64_t outputs) {
  struct span span = {.first = -padding,
                      .last = kind.stride * kind.points - 1 - padding,
                      .step = kind.stride * kind.tile};
  int64_t positions = outputs;
  if (b->transposed) {
    int64_t last = kind.stride - 1;
    span.first = phase_axis(b, kernel, kind.stride, padding, outputs, 0).offset[0];
    span.last = phase_axis(b, kernel, kind.stride, padding, outputs, last).offset[0] +
                kind.points - 1;
    span.step = kind.tile;
    positions = (outputs + last) / kind.stride;
  }
  span.positions = (positions + kind.tile - 1) / kind.tile;
  return span;
}

/* Whether tiles that begin where the first phase reaches have the outputs of all. */
static inline int serves_all(struct span span, struct winograd_kind kind, int64_t outputs) {
  int64_t later = span.last - span.first - (kind.points - 1);
  int64_t positions = (outputs + kind.stride - 1) / kind.stride;
  return positions + later <= span.positions * kind.tile;
}

/* All but where the matrices lie. */
static inline struct winograd winograd_of(const struct culebra_conv2d *b) {
  struct winograd_kind kind = winograd_kind(b->kernel_height);
  struct span high = tile_span(b, kind, b->kernel_height, b->top, b->output_height);
  struct span wide = tile_span(b, kind, b->kernel_width, b->left, b->output_width);
  int all = serves_all(high, kind, b->output_height) && serves_all(wide, kind, b->output_width);
  int64_t phases = kind.stride * kind.stride;
  return (struct winograd){.kind = kind,
                           .places = kind.points * kind.points,
                           .phases = phases,
                           .added = b->transposed ? 1 : phases,
                           .joined = b->transposed && all ? phases : 1,
                           .depth = (b->channels + VEC_LANES - 1) / VEC_LANES * VEC_LANES,
                           .across = (b->outputs + VEC_LANES - 1) / VEC_LANES * VEC_LANES};
}

static inline void pack_transformed(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  struct winograd w = winograd_of(b);
  int64_t last = end * CULEBRA_CONV2D_GROUP < b->outputs ? end * CULEBRA_CONV2D_GROUP : b->outputs;
  for (int64_t phase = 0; phase < w.phases; phase++) {
    pack_phase(b, &w, phase, begin * CULEBRA_CONV2D_GROUP, last);
  }
}

/* The pixels of all tiles for one phase, or for all that are joined. */
static inline void transform_phase(const struct culebra_conv2d *b, const struct winograd *w,
                                   const struct region *region, int64_t phase) {
  int64_t row = 0;
  int64_t column = 0;
  if (w->joined == 1) {
    row = phase_rows(b, phase).offset[0] - region->high.first;
    column = phase_columns(b, phase).offset[0] - region->wide.first;
  }
  int64_t step = b->transposed ? 1 : w->kind.stride;
  int64_t wide = region->wide.positions;
  float *to = w->pixels + (b->transposed ? 0 : phase * w->depth);
  for (int64_t t = 0; t < w->tiles; t++, to += w->added * w->depth) {
    const float *from = region->row[t / wide] + row * region->pitch +
                        (t % wide * region->wide.step + column) * b->channels;
    transform_tile(w->kind.points, from, step * region->pitch, step * b->channels, b->channels, to,
                   w->pixel_place);
  }
}

/* The products of one place and one panel. */
static inline void multiply_panel(const struct winograd *w, const struct reach *reach, int vectors,
                                  const float *pixels, float *results) {
  struct tile_shape shape = tiles[vectors - 1];
  for (int64_t t = 0; t < w->tiles; t += shape.positions) {
    int64_t count = w->tiles - t < shape.positions ? w->tiles - t : shape.positions;
    const float *row[TILE_POSITIONS];
    float *out[TILE_POSITIONS];
    for (int64_t i = 0; i < shape.positions; i++) {
      int64_t at = t + (i < count ? i : count - 1);
      row[i] = pixels + at * w->added * w->depth;
      out[i] = results + at * packed_columns(w);
    }
    shape.run(reach, row, out, count, vectors * VEC_LANES);
  }
}

/*
 * The products of all places for a phase of the outputs, or for all that are joined. Long sums are
 * made of shorter ones, for the sake of their rounding, which grows when outputs are restored.
 */
static inline void multiply(const struct culebra_conv2d *b, const struct winograd *w,
                            int64_t phase) {
  int64_t rows = packed_rows(b, w);
  int64_t joined = LONGEST_SUM / b->channels > 1 ? LONGEST_SUM / b->channels : 1;
  const float *packed = packed_phase(b, w, phase);
  for (int64_t place = 0; place < w->places; place++, packed += packed_place(b, w)) {
    for (int64_t column = 0; column < packed_columns(w); column += TILE_WIDTH) {
      int vectors = winograd_vectors(w, column);
      float *results = w->results + place * w->result_place + column;
      const float *panel = packed + column * rows;
      for (int64_t piece = 0; piece < w->added; piece += joined) {
        for (int64_t channel = 0; channel < b->channels; channel += LONGEST_SUM) {
          int64_t offset[MOST_PHASES] = {0, w->depth, 2 * w->depth, 3 * w->depth};
          int64_t rest = b->channels - channel;
          struct reach reach = {.pieces = w->added - piece < joined ? w->added - piece : joined,
                                .length = rest < LONGEST_SUM ? rest : LONGEST_SUM,
                                .offset = offset,
                                .panel = panel,
                                .add = piece + channel > 0};
          const float *pixels = w->pixels + place * w->pixel_place + piece * w->depth + channel;
          multiply_panel(w, &reach, vectors, pixels, results);
          panel += reach.pieces * reach.length * vectors * VEC_LANES;
        }
      }
    }
  }
}

/* Some of a tile's outputs along an axis: of first to last - 1 those there are, so far apart. */
struct some {
  int64_t first;
  int64_t last;
  int64_t step;
};

/* A tile's outputs, counted from where its first would be. */
CULEBRA_UNROLLED void finish_tile(int points, int size, const struct culebra_conv2d *b,
                                  const float *results, int64_t place_floats, int64_t begin,
                                  struct some rows, struct some columns) {
  for (int64_t o = 0; o < b->outputs; o += VEC_LANES) {
    vec place[MOST_POINTS * MOST_POINTS];
    vec output[MOST_POINTS * MOST_POINTS];
#pragma GCC unroll 25
    for (int i = 0; i < points * points; i++) {
      place[i] = vec_load(results + i * place_floats + o);
    }
    along_both(points, points, size, restore_outputs, place, output);
    int64_t some = b->outputs - o < VEC_LANES ? b->outputs - o : VEC_LANES;
#pragma GCC unroll 4
    for (int row = 0; row < size; row++) {
#pragma GCC unroll 4
      for (int column = 0; column < size; column++) {
        if (row >= rows.first && row < rows.last && column >= columns.first &&
            column < columns.last) {
          float *to = b->output + begin + row * rows.step + column * columns.step + o;
          if (some == VEC_LANES) {
            vec_store(to, output[row * size + column]);
          } else {
            vec_store_some(to, output[row * size + column], some);
          }
        }
      }
    }
  }
}

/* The outputs of a phase. */
static inline void finish_phase(const struct culebra_conv2d *b, const struct winograd *w,
                                const struct region *region, int64_t phase) {
  struct axis high = phase_rows(b, phase);
  struct axis across = phase_columns(b, phase);
  int64_t stride = b->transposed ? w->kind.stride : 1;
  int64_t later_row = w->joined > 1 ? high.offset[0] - region->high.first : 0;
  int64_t later_column = w->joined > 1 ? across.offset[0] - region->wide.first : 0;
  int64_t wide = region->wide.positions;
  const float *results = w->results + (w->joined > 1 ? phase * w->across : 0);
  for (int64_t t = 0; t < w->tiles; t++, results += packed_columns(w)) {
    int64_t row = region->begin + t / wide;
    int64_t i = row % region->high.positions * w->kind.tile - later_row;
    int64_t j = t % wide * w->kind.tile - later_column;
    int64_t line = row / region->high.positions * b->output_height + i * stride +
                   phase / b->stride_width;
    int64_t begin = (line * b->output_width + j * stride + phase % b->stride_width) * b->outputs;
    struct some rows = {-i, high.positions - i, stride * b->output_width * b->outputs};
    struct some columns = {-j, across.positions - j, stride * b->outputs};
    if (w->kind.points == 4) {
      finish_tile(4, 2, b, results, w->result_place, begin, rows, columns);
    } else {
      finish_tile(5, 4, b, results, w->result_place, begin, rows, columns);
    }
  }
}

/* Rows of tiles begin to end - 1. */
static inline void run_tiles(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  struct winograd w = winograd_of(b);
  struct region region = {
      .high = tile_span(b, w.kind, b->kernel_height, b->top, b->output_height),
      .wide = tile_span(b, w.kind, b->kernel_width, b->left, b->output_width),
      .begin = begin,
      .end = end};
  w.tiles = (end - begin) * region.wide.positions;
  w.pixels = b->scratch;
  w.pixel_place = w.tiles * w.added * w.depth + APART;
  w.results = w.pixels + w.places * w.pixel_place;
  w.result_place = w.tiles * packed_columns(&w) + APART;
  struct image images = {b->input, b->height, b->width, b->channels};
  place_rows(&images, &region, 1, w.results + w.places * w.result_place);
  if (!b->transposed) {
    for (int64_t phase = 0; phase < w.phases; phase++) {
      transform_phase(b, &w, &region, phase);
    }
    multiply(b, &w, 0);
    finish_phase(b, &w, &region, 0);
    return;
  }
  for (int64_t phase = 0; phase < w.phases; phase++) {
    if (phase % w.joined == 0) {
      transform_phase(b, &w, &region, phase);
      multiply(b, &w, phase);
    }
    finish_phase(b, &w, &region, phase);
  }
}

#endif
