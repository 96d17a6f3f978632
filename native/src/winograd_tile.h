/* Tiles of pixels or gradients, channels last, at the points of winograd_points.h. */
#ifndef CULEBRA_WINOGRAD_TILE_H
#define CULEBRA_WINOGRAD_TILE_H

#include "winograd_points.h"

/* Between the matrices of two places, lest all of them begin in the same set of the cache. */
enum { APART = 16 };

/*
 * Applies a step to all vectors of a square of pixels, which lie so far apart; the last vector may
 * hold numbers of the next pixel, which no product reads.
 */
CULEBRA_UNROLLED void transform_square(int points, int size, axis_step *step, const float *from,
                                       int64_t pitch, int64_t apart, int64_t channels, float *to,
                                       int64_t place_floats) {
  for (int64_t c = 0; c < channels; c += VEC_LANES) {
    vec pixel[MOST_POINTS * MOST_POINTS];
    vec place[MOST_POINTS * MOST_POINTS];
#pragma GCC unroll 25
    for (int i = 0; i < size * size; i++) {
      pixel[i] = vec_load(from + i / size * pitch + i % size * apart + c);
    }
    along_both(points, size, points, step, pixel, place);
#pragma GCC unroll 25
    for (int i = 0; i < points * points; i++) {
      vec_store(to + i * place_floats + c, place[i]);
    }
  }
}

static inline void transform_tile(int points, const float *from, int64_t pitch, int64_t apart,
                                  int64_t channels, float *to, int64_t place_floats) {
  if (points == 4) {
    transform_square(4, 4, transform_pixels, from, pitch, apart, channels, to, place_floats);
  } else {
    transform_square(5, 5, transform_pixels, from, pitch, apart, channels, to, place_floats);
  }
}

static inline void transform_gradient_tile(int points, const float *from, int64_t pitch,
                                           int64_t apart, int64_t channels, float *to,
                                           int64_t place_floats) {
  if (points == 4) {
    transform_square(4, 2, transform_gradients, from, pitch, apart, channels, to, place_floats);
  } else {
    transform_square(5, 4, transform_gradients, from, pitch, apart, channels, to, place_floats);
  }
}

#endif
