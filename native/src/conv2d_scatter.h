/*
 * Transposed convolution to few channels: each pixel's products with all taps, a row of a matrix,
 * are added where the taps lie in the output. Vectors are of taps, because there are too few
 * outputs to fill them.
 */
#ifndef CULEBRA_CONV2D_SCATTER_H
#define CULEBRA_CONV2D_SCATTER_H

#include "conv_tile.h"
#include "culebra/conv2d.h"

/* A kernel row of taps is rounded up to so many numbers, which are added at once. */
enum { FOUR = 4 };

typedef float four __attribute__((vector_size(16)));

/* Sizes of the products and of the output rows that they are added to. */
struct scatter {
  int64_t run;    /* floats of a kernel row of taps */
  int64_t taps;   /* floats of all of them */
  int64_t margin; /* of an output row, before and after it */
  int64_t line;   /* floats of an output row with its margins */
};

static inline struct scatter scatter_of(const struct culebra_conv2d *b) {
  int64_t run = (b->kernel_width * b->outputs + FOUR - 1) / FOUR * FOUR;
  int64_t margin = b->left * b->outputs;
  int64_t reached = (b->width - 1) * b->stride_width * b->outputs + run;
  int64_t kept = margin + b->output_width * b->outputs;
  return (struct scatter){.run = run,
                          .taps = run * b->kernel_height,
                          .margin = margin,
                          .line = reached > kept ? reached : kept};
}

/* Vectors of the panel that begins at a tap. */
static inline int scatter_vectors(const struct scatter *s, int64_t tap) {
  int64_t rest = (s->taps - tap + VEC_LANES - 1) / VEC_LANES;
  return rest < TILE_VECTORS ? (int)rest : TILE_VECTORS;
}

/* Packs all weights in panels [channels][taps]. */
static inline void pack_taps(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  (void)begin;
  (void)end;
  struct scatter s = scatter_of(b);
  int64_t used = b->kernel_width * b->outputs;
  float *panel = b->packed;
  for (int64_t first = 0; first < s.taps; first += TILE_WIDTH) {
    int64_t width = scatter_vectors(&s, first) * VEC_LANES;
    for (int64_t channel = 0; channel < b->channels; channel++, panel += width) {
      for (int64_t i = 0; i < width; i++) {
        int64_t row = (first + i) / s.run;
        int64_t column = (first + i) % s.run;
        int inside = row < b->kernel_height && column < used;
        panel[i] = inside ? b->weight[(row * used + column) * b->channels + channel] : 0;
      }
    }
  }
}

/* The products of some pixels, which follow one another, with all taps. */
static inline void multiply_pixels(const struct culebra_conv2d *b, const struct scatter *s,
                                   const float *pixels, int64_t count, float *products) {
  int64_t none = 0;
  struct reach reach = {1, b->channels, &none, b->packed, 0};
  for (int64_t first = 0; first < s->taps; first += TILE_WIDTH) {
    int vectors = scatter_vectors(s, first);
    int64_t width = vectors * VEC_LANES;
    struct tile_shape shape = tiles[vectors - 1];
    int64_t columns = s->taps - first < width ? s->taps - first : width;
    for (int64_t p = 0; p < count; p += shape.positions) {
      int64_t some = count - p < shape.positions ? count - p : shape.positions;
      const float *row[TILE_POSITIONS];
      float *out[TILE_POSITIONS];
      for (int64_t i = 0; i < shape.positions; i++) {
        int64_t at = p + (i < some ? i : some - 1);
        row[i] = pixels + at * b->channels;
        out[i] = products + at * s->taps + first;
      }
      shape.run(&reach, row, out, some, columns);
    }
    reach.panel += b->channels * width;
  }
}

static inline __attribute__((always_inline)) void add_fours(float *to, const float *from,
                                                            int64_t count) {
  for (int64_t i = 0; i < count; i += FOUR) {
    four sum;
    four more;
    memcpy(&sum, to + i, sizeof sum);
    memcpy(&more, from + i, sizeof more);
    sum += more;
    memcpy(to + i, &sum, sizeof sum);
  }
}

/*
 * Adds a kernel row of a row of pixels. Neighbours overlap, and what was just stored in part cannot
 * be loaded again at once: so pixels take turns.
 */
static inline void add_line(const struct culebra_conv2d *b, const struct scatter *s,
                            const float *products, float *line) {
  int64_t step = b->stride_width * b->outputs;
  int64_t turns = (s->run + step - 1) / step;
  for (int64_t turn = 0; turn < turns; turn++) {
    for (int64_t j = turn; j < b->width; j += turns) {
      if (s->run == FOUR) {
        add_fours(line + j * step, products + j * s->taps, FOUR);
      } else {
        add_fours(line + j * step, products + j * s->taps, s->run);
      }
    }
  }
}

/* The output rows that rows of positions begin to end - 1 of one image have. */
static inline void scatter_image(const struct culebra_conv2d *b, int64_t number, int64_t begin,
                                 int64_t end) {
  struct scatter s = scatter_of(b);
  int64_t top = begin * b->stride_height;
  int64_t rows = end * b->stride_height < b->output_height ? end * b->stride_height - top
                                                           : b->output_height - top;
  int64_t beyond = (b->kernel_height - 1) * b->dilation_height;
  int64_t first = top + b->top - beyond;
  first = first <= 0 ? 0 : (first + b->stride_height - 1) / b->stride_height;
  int64_t last = (top + rows - 1 + b->top) / b->stride_height;
  last = last < b->height ? last : b->height - 1;
  float *lines = b->scratch;
  float *products = lines + rows * s.line;
  memset(lines, 0, (size_t)(rows * s.line) * sizeof *lines);
  if (first <= last) {
    const float *pixels = b->input + (number * b->height + first) * b->width * b->channels;
    multiply_pixels(b, &s, pixels, (last - first + 1) * b->width, products);
  }
  for (int64_t row = first; row <= last; row++, products += b->width * s.taps) {
    for (int64_t tap = 0; tap < b->kernel_height; tap++) {
      int64_t line = row * b->stride_height - b->top + tap * b->dilation_height - top;
      if (line >= 0 && line < rows) {
        add_line(b, &s, products + tap * s.run, lines + line * s.line);
      }
    }
  }
  int64_t floats = b->output_width * b->outputs;
  float *to = b->output + (number * b->output_height + top) * floats;
  for (int64_t line = 0; line < rows; line++) {
    memcpy(to + line * floats, lines + line * s.line + s.margin, (size_t)floats * sizeof *to);
  }
}

/* Rows of positions begin to end - 1, counted through all images. */
static inline void scatter_rows(const struct culebra_conv2d *b, int64_t begin, int64_t end) {
  int64_t positions = (b->output_height + b->stride_height - 1) / b->stride_height;
  for (int64_t row = begin; row < end;) {
    int64_t number = row / positions;
    int64_t next = (number + 1) * positions < end ? (number + 1) * positions : end;
    scatter_image(b, number, row - number * positions, next - number * positions);
    row = next;
  }
}

#endif
