/*
 * Where the taps of a convolution reach in its input, and a copy of a part of an image with the
 * border that they reach beyond it: with it nothing in the inner loops asks where an image ends.
 */
#ifndef CULEBRA_CONV_REGION_H
#define CULEBRA_CONV_REGION_H

#include <stdint.h>
#include <string.h>

/* Most taps along an axis. */
enum { MOST_TAPS = 32 };

/* The taps along one axis: their numbers in the kernel, and where they reach from position 0. */
struct axis {
  int64_t taps;
  int64_t tap[MOST_TAPS];
  int64_t offset[MOST_TAPS];
  int64_t positions;
  int64_t step; /* in the input, from position to position */
};

static inline struct axis forward_axis(int64_t kernel, int64_t stride, int64_t padding,
                                       int64_t dilation, int64_t positions) {
  struct axis axis = {.taps = kernel, .positions = positions, .step = stride};
  for (int64_t tap = 0; tap < kernel; tap++) {
    axis.tap[tap] = tap;
    axis.offset[tap] = tap * dilation - padding;
  }
  return axis;
}

/*
 * A transposed convolution at the outputs phase, phase + stride, ...: the taps that meet a pixel
 * there, last first, so that they walk forward in the input.
 */
static inline struct axis transposed_axis(int64_t kernel, int64_t stride, int64_t padding,
                                          int64_t dilation, int64_t outputs, int64_t phase) {
  struct axis axis = {.positions = outputs > phase ? (outputs - phase + stride - 1) / stride : 0,
                      .step = 1};
  for (int64_t tap = kernel - 1; tap >= 0; tap--) {
    int64_t place = phase + padding - tap * dilation;
    if (place % stride == 0) {
      axis.tap[axis.taps] = tap;
      axis.offset[axis.taps] = place / stride;
      axis.taps++;
    }
  }
  return axis;
}

/* What positions reach along an axis: from first to last, relative to where a position stands. */
struct span {
  int64_t first;
  int64_t last;
  int64_t positions;
  int64_t step;
};

static inline struct span include(struct span span, const struct axis *axis) {
  for (int64_t i = 0; i < axis->taps; i++) {
    span.first = axis->offset[i] < span.first ? axis->offset[i] : span.first;
    span.last = axis->offset[i] > span.last ? axis->offset[i] : span.last;
  }
  span.positions = axis->positions > span.positions ? axis->positions : span.positions;
  span.step = axis->step;
  return span;
}

/* Pixels that a number of positions reach. */
static inline int64_t reached(struct span span, int64_t positions) {
  return (positions - 1) * span.step + span.last - span.first + 1;
}

/* An image of channels-last floats. */
struct image {
  const float *pixels;
  int64_t height;
  int64_t width;
  int64_t channels;
};

/* Copies so many rows and columns from a corner, which may be outside; outside is zero. */
static inline void copy_region(const struct image *image, int64_t row, int64_t column,
                               int64_t rows, int64_t columns, float *to) {
  int64_t channels = image->channels;
  int64_t before = column < 0 ? -column : 0;
  before = before < columns ? before : columns;
  int64_t end = image->width - column < columns ? image->width - column : columns;
  end = end > before ? end : before;
  for (int64_t r = row; r < row + rows; r++, to += columns * channels) {
    int outside = r < 0 || r >= image->height;
    int64_t first = outside ? columns : before;
    int64_t last = outside ? columns : end;
    memset(to, 0, (size_t)(first * channels) * sizeof *to);
    if (last > first) {
      memcpy(to + first * channels,
             image->pixels + (r * image->width + column + first) * channels,
             (size_t)((last - first) * channels) * sizeof *to);
    }
    memset(to + last * channels, 0, (size_t)((columns - last) * channels) * sizeof *to);
  }
}

/* Most rows of positions of a chunk. */
enum { MOST_ROWS = 512 };

/* Rows of positions, counted through all images, by where their reach begins in the input. */
struct region {
  const float *row[MOST_ROWS];
  struct span high;
  struct span wide;
  int64_t pitch; /* floats from input row to input row */
  int64_t begin;
  int64_t end;
};

static inline int reaches_outside(struct span span, int64_t size) {
  return span.first < 0 || reached(span, span.positions) + span.first > size;
}

/*
 * Finds where the rows begin: in the images, which follow one another from the first, or in copies
 * of their parts where they reach outside or if all are to be copied.
 */
static inline void place_rows(const struct image *first, struct region *region, int copied,
                              float *to) {
  struct span high = region->high;
  struct span wide = region->wide;
  copied |= reaches_outside(high, first->height) || reaches_outside(wide, first->width);
  int64_t columns = copied ? reached(wide, wide.positions) : first->width;
  region->pitch = columns * first->channels;
  for (int64_t begin = region->begin; begin < region->end;) {
    int64_t number = begin / high.positions;
    int64_t end = (number + 1) * high.positions;
    end = end < region->end ? end : region->end;
    struct image image = *first;
    image.pixels += number * image.height * image.width * image.channels;
    int64_t row = begin % high.positions * high.step + high.first;
    const float *from = image.pixels + (row * image.width + wide.first) * image.channels;
    if (copied) {
      int64_t rows = reached(high, end - begin);
      copy_region(&image, row, wide.first, rows, columns, to);
      from = to;
      to += rows * region->pitch;
    }
    for (; begin < end; begin++, from += high.step * region->pitch) {
      region->row[begin - region->begin] = from;
    }
  }
}

#endif
