/*
 * Convolutions of short kernels along one axis by the values of polynomials at a few points, after
 * Toom and Cook, and Winograd, "Arithmetic complexity of computations", 1980. With 4 points, 0, 1, -1
 * and infinity: 2 outputs of 3 taps. With 5, and 1/2 among them: 4 outputs of 2 taps. As matrices
 *
 *   outputs = A' (G taps * B' pixels)
 *
 * for which everything else is the transpose: the gradient of the taps is G' (A gradients * B'
 * pixels). Along two axes each is applied to columns and then to rows.
 */
#ifndef CULEBRA_WINOGRAD_POINTS_H
#define CULEBRA_WINOGRAD_POINTS_H

#include "culebra/vectors.h"

#define CULEBRA_UNROLLED static inline __attribute__((always_inline))

enum { MOST_POINTS = 5 };

/* B': as many pixels as points. */
CULEBRA_UNROLLED void transform_pixels(int points, const vec *pixel, vec *to) {
  vec two = vec_splat(2);
  if (points == 4) {
    to[0] = pixel[0] - pixel[2];
    to[1] = pixel[1] + pixel[2];
    to[2] = pixel[2] - pixel[1];
    to[3] = pixel[1] - pixel[3];
  } else {
    vec apart = pixel[3] - pixel[1];
    to[0] = vec_multiply_add(two, apart, pixel[0] - pixel[2]);
    to[1] = vec_multiply_add(two, pixel[3], pixel[2] - pixel[1]);
    to[2] = vec_multiply_add(two, pixel[3] - pixel[2], pixel[1] - pixel[2]);
    to[3] = apart;
    to[4] = vec_multiply_add(two, pixel[4] - pixel[2], pixel[1] - pixel[3]);
  }
}

/* G: 3 or 2 taps. */
CULEBRA_UNROLLED void transform_taps(int points, const vec *tap, vec *to) {
  vec half = vec_splat(0.5f);
  if (points == 4) {
    vec outer = (tap[0] + tap[2]) * half;
    vec middle = tap[1] * half;
    to[0] = tap[0];
    to[1] = outer + middle;
    to[2] = outer - middle;
    to[3] = tap[2];
  } else {
    vec sixth = vec_splat(1 / 6.0f);
    to[0] = tap[0];
    to[1] = (tap[0] + tap[1]) * half;
    to[2] = (tap[1] - tap[0]) * sixth;
    to[3] = (tap[0] + tap[0] + tap[1]) * -sixth;
    to[4] = tap[1] * half;
  }
}

/* A': 2 or 4 outputs. */
CULEBRA_UNROLLED void restore_outputs(int points, const vec *value, vec *to) {
  vec sum = value[1] + value[2];
  vec difference = value[1] - value[2];
  if (points == 4) {
    to[0] = value[0] + sum;
    to[1] = difference - value[3];
  } else {
    to[0] = vec_multiply_add(vec_splat(8), value[3], value[0] + sum);
    to[1] = vec_multiply_add(vec_splat(4), value[3], difference);
    to[2] = vec_multiply_add(vec_splat(2), value[3], sum);
    to[3] = difference + value[3] + value[4];
  }
}

/* A: gradients of 2 or 4 outputs. */
CULEBRA_UNROLLED void transform_gradients(int points, const vec *gradient, vec *to) {
  to[0] = gradient[0];
  if (points == 4) {
    to[1] = gradient[0] + gradient[1];
    to[2] = gradient[0] - gradient[1];
    to[3] = -gradient[1];
  } else {
    vec two = vec_splat(2);
    vec even = gradient[0] + gradient[2];
    vec odd = gradient[1] + gradient[3];
    vec later = vec_multiply_add(two, gradient[2], gradient[3]);
    vec sooner = vec_multiply_add(two, gradient[0], gradient[1]);
    to[1] = even + odd;
    to[2] = even - odd;
    to[3] = vec_multiply_add(vec_splat(4), sooner, later);
    to[4] = gradient[3];
  }
}

/* G': gradients of 3 or 2 taps. */
CULEBRA_UNROLLED void restore_taps(int points, const vec *value, vec *to) {
  vec half = vec_splat(0.5f);
  if (points == 4) {
    vec sum = (value[1] + value[2]) * half;
    to[0] = value[0] + sum;
    to[1] = (value[1] - value[2]) * half;
    to[2] = value[3] + sum;
  } else {
    vec third = vec_splat(1 / 3.0f);
    vec sixth = vec_splat(1 / 6.0f);
    to[0] = value[0] + value[1] * half - value[2] * sixth - value[3] * third;
    to[1] = (value[1] + value[4]) * half + (value[2] - value[3]) * sixth;
  }
}

/* How a kernel along both axes is cut up: the sizes of one axis. */
struct winograd_kind {
  int points;
  int tile;   /* outputs */
  int taps;   /* of a phase */
  int stride; /* phases of the kernel, whose taps lie so far apart */
};

/* 3x3 with stride 1, or 4x4 with stride 2, which is four kernels of 2x2. */
CULEBRA_UNROLLED struct winograd_kind winograd_kind(int64_t kernel) {
  return kernel == 3 ? (struct winograd_kind){4, 2, 3, 1} : (struct winograd_kind){5, 4, 2, 2};
}

/* A step along one axis: from and to hold so many vectors. */
typedef void axis_step(int points, const vec *from, vec *to);

/*
 * Applies a step to the columns and then to the rows of a square of vectors, from[row * size +
 * column]; to is a square of results in the same order.
 */
CULEBRA_UNROLLED void along_both(int points, int size, int results, axis_step *step,
                               const vec *from, vec *to) {
  vec half[MOST_POINTS * MOST_POINTS];
#pragma GCC unroll 5
  for (int column = 0; column < size; column++) {
    vec line[MOST_POINTS];
    vec down[MOST_POINTS];
#pragma GCC unroll 5
    for (int row = 0; row < size; row++) {
      line[row] = from[row * size + column];
    }
    step(points, line, down);
#pragma GCC unroll 5
    for (int row = 0; row < results; row++) {
      half[row * size + column] = down[row];
    }
  }
#pragma GCC unroll 5
  for (int row = 0; row < results; row++) {
    step(points, half + row * size, to + row * results);
  }
}

#endif
