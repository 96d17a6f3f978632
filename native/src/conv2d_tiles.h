/* Ops Conv2d and ConvTranspose2d in one instruction set; see culebra/conv2d.h. */
#ifndef CULEBRA_CONV2D_TILES_H
#define CULEBRA_CONV2D_TILES_H

#include "conv_region.h"
#include "conv_tile.h"
#include "culebra/conv2d.h"

/*
 * The outputs that the same taps reach: all of a convolution's; of a transposed one, those with the
 * same remainder by the stride.
 */
struct phase {
  struct axis rows;
  struct axis columns;
  int64_t row; /* of the first output */
  int64_t column;
  int64_t depth;
  const float *packed;
};

static inline int64_t phases(const struct culebra_conv2d *b) {
  return b->transposed ? b->stride_height * b->stride_width : 1;
}

static inline struct phase phase_of(const struct culebra_conv2d *b, int64_t number) {
  struct phase phase = {0};
  if (b->transposed) {
    phase.row = number / b->stride_width;
    phase.column = number % b->stride_width;
    phase.rows = transposed_axis(b->kernel_height, b->stride_height, b->top, b->dilation_height,
                                 b->output_height, phase.row);
    phase.columns = transposed_axis(b->kernel_width, b->stride_width, b->left,
                                    b->dilation_width, b->output_width, phase.column);
  } else {
    phase.rows = forward_axis(b->kernel_height, b->stride_height, b->top, b->dilation_height,
                              b->output_height);
    phase.columns = forward_axis(b->kernel_width, b->stride_width, b->left, b->dilation_width,
                                 b->output_width);
  }
  phase.depth = phase.rows.taps * phase.columns.taps * b->channels;
  return phase;
}

/* Calls with each phase, whose packed weights follow one another. */
static inline void place_packed(const struct culebra_conv2d *b, struct phase *phase,
                                const float **next) {
  int64_t groups = (b->outputs + CULEBRA_CONV2D_GROUP - 1) / CULEBRA_CONV2D_GROUP;
  phase->packed = *next;
  *next += groups * CULEBRA_CONV2D_GROUP * phase->depth;
}

/* Vectors of the panel that begins at an output channel. */
static inline int panel_vectors(const struct culebra_conv2d *b, int64_t output) {
  int64_t columns = b->outputs - output;
  return columns >= TILE_WIDTH ? TILE_VECTORS : (int)((columns + VEC_LANES - 1) / VEC_LANES);
}

static inline void pack_panel(const struct culebra_conv2d *b, const struct phase *phase,
                              int64_t output, float *panel) {
  int64_t width = panel_vectors(b, output) * VEC_LANES;
  int64_t some = b->outputs - output < width ? b->outputs - output : width;
  for (int64_t tap = 0; tap < phase->rows.taps * phase->columns.taps; tap++) {
    int64_t place = phase->rows.tap[tap / phase->columns.taps] * b->kernel_width +
                    phase->columns.tap[tap % phase->columns.taps];
    const float *from = b->weight + place * b->channels * b->outputs;
    for (int64_t channel = 0; channel < b->channels; channel++, panel += width) {
      if (b->transposed) {
        for (int64_t column = 0; column < some; column++) {
          panel[column] = from[(output + column) * b->channels + channel];
        }
      } else {
        memcpy(panel, from + channel * b->outputs + output, (size_t)some * sizeof *panel);
      }
      memset(panel + some, 0, (size_t)(width - some) * sizeof *panel);
    }
  }
}

static inline void pack_groups(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  const float *next = b->packed;
  for (int64_t number = 0; number < phases(b); number++) {
    struct phase phase = phase_of(b, number);
    place_packed(b, &phase, &next);
    float *packed = b->packed + (phase.packed - b->packed);
    int64_t last = end * CULEBRA_CONV2D_GROUP < b->outputs ? end * CULEBRA_CONV2D_GROUP : b->outputs;
    for (int64_t o = begin * CULEBRA_CONV2D_GROUP; o < last; o += TILE_WIDTH) {
      pack_panel(b, &phase, o, packed + o * phase.depth);
    }
  }
}

/* The pieces in which a position is read: whole rows of taps if they lie side by side. */
static inline struct reach reach_of(const struct culebra_conv2d *b, const struct phase *phase,
                                    const struct region *chunk, int64_t *offsets) {
  int joined = b->dilation_width == 1;
  int64_t wide = joined ? (phase->columns.taps > 0) : phase->columns.taps;
  struct reach reach = {.pieces = phase->rows.taps * wide,
                        .length = joined ? phase->columns.taps * b->channels : b->channels,
                        .offset = offsets};
  for (int64_t piece = 0; piece < reach.pieces; piece++) {
    offsets[piece] = (phase->rows.offset[piece / wide] - chunk->high.first) * chunk->pitch +
                     (phase->columns.offset[piece % wide] - chunk->wide.first) * b->channels;
  }
  return reach;
}

/* The outputs of a phase under one panel, a tile of positions after the other. */
static inline void run_panel(const struct culebra_conv2d *b, const struct phase *phase,
                             const struct region *chunk, const struct reach *reach,
                             int64_t output) {
  struct tile_shape shape = tiles[panel_vectors(b, output) - 1];
  int64_t columns = b->outputs - output < TILE_WIDTH ? b->outputs - output : TILE_WIDTH;
  int64_t step = b->transposed ? b->stride_width : 1;
  int64_t row_step = b->transposed ? b->stride_height : 1;
  const float *row[TILE_POSITIONS];
  float *out[TILE_POSITIONS];
  int64_t count = 0;
  for (int64_t place = chunk->begin; place < chunk->end; place++) {
    int64_t i = place % chunk->high.positions;
    if (i >= phase->rows.positions) {
      continue;
    }
    int64_t line = place / chunk->high.positions * b->output_height + i * row_step + phase->row;
    float *to = b->output + (line * b->output_width + phase->column) * b->outputs + output;
    const float *from = chunk->row[place - chunk->begin];
    for (int64_t j = 0; j < phase->columns.positions; j++) {
      row[count] = from + j * phase->columns.step * b->channels;
      out[count] = to + j * step * b->outputs;
      if (++count == shape.positions) {
        shape.run(reach, row, out, count, columns);
        count = 0;
      }
    }
  }
  if (count > 0) {
    for (int64_t i = count; i < shape.positions; i++) {
      row[i] = row[count - 1];
    }
    shape.run(reach, row, out, count, columns);
  }
}

static inline void run_rows(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  int64_t number = phases(b);
  struct region chunk = {.begin = begin, .end = end};
  struct phase phase = phase_of(b, 0);
  chunk.high = (struct span){.first = INT64_MAX, .last = INT64_MIN};
  chunk.wide = chunk.high;
  for (int64_t p = 0; p < number; p++) {
    phase = phase_of(b, p);
    chunk.high = include(chunk.high, &phase.rows);
    chunk.wide = include(chunk.wide, &phase.columns);
  }
  struct image images = {b->input, b->height, b->width, b->channels};
  place_rows(&images, &chunk, 0, b->scratch);
  const float *next = b->packed;
  int64_t offsets[MOST_TAPS * MOST_TAPS];
  for (int64_t p = 0; p < number; p++) {
    phase = phase_of(b, p);
    place_packed(b, &phase, &next);
    struct reach reach = reach_of(b, &phase, &chunk, offsets);
    for (int64_t output = 0; output < b->outputs; output += TILE_WIDTH) {
      reach.panel = phase.packed + output * phase.depth;
      run_panel(b, &phase, &chunk, &reach, output);
    }
  }
}

#endif
