/*
 * Forward and backward against plain sums in double: batch, instance and group normalization, sizes
 * that fill no vector, numbers far from 0, in place, and nothing written outside the results.
 */
#include "culebra/normalize.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { GUARD = 8, MOST = 1 << 16, MOST_ROW = 512 };

static const float GUARD_VALUE = -77.0f;

struct sizes {
  int64_t outer;
  int64_t tall;
  int64_t wide;
  int64_t width;
  int64_t groups;
  int64_t piece_rows;
  int own_rows;
  int affine;
  float level;
};

static float x[MOST], arrived[MOST], weight[MOST_ROW], bias[MOST_ROW];
static float room_y[MOST + 2 * GUARD], room_to_x[MOST + 2 * GUARD];
static float mean[MOST_ROW], variance[MOST_ROW], to_weight[MOST_ROW], to_bias[MOST_ROW];
static float pieces[MOST], columns[MOST];
static double sums[MOST];
static int failures;

static float uniform(void) { return (float)rand() / (float)RAND_MAX - 0.5f; }

static void near(const char *what, int64_t at, double found, double expected, double bound) {
  if (!(fabs(found - expected) <= bound) && failures++ < 20) {
    printf("%s %lld is %.9g, expected %.9g\n", what, (long long)at, found, expected);
  }
}

static int64_t group_of(const struct sizes *s, int64_t outer, int64_t column) {
  return outer * s->groups + column % s->width / (s->width / s->groups);
}

/* A sum over the places that share a mean. */
static double over_group(const struct sizes *s, int64_t group, double (*term)(int64_t, double),
                         double argument) {
  double sum = 0;
  for (int64_t at = 0; at < s->outer * s->tall * s->wide; at++) {
    if (group_of(s, at / (s->tall * s->wide), at % s->wide) == group) {
      sum += term(at, argument);
    }
  }
  return sum;
}

static double one(int64_t at, double unused) {
  (void)at, (void)unused;
  return 1;
}

static double value(int64_t at, double unused) {
  (void)unused;
  return x[at];
}

static double square(int64_t at, double centre) { return (x[at] - centre) * (x[at] - centre); }

static const struct sizes *current;

static double scale_at(int64_t at) {
  const struct sizes *s = current;
  int64_t outer = at / (s->tall * s->wide);
  int64_t row = s->own_rows ? outer * s->width : 0;
  return s->affine ? weight[row + at % s->wide % s->width] : 1;
}

static double weighted(int64_t at, double unused) {
  (void)unused;
  return arrived[at] * scale_at(at);
}

static double weighted_product(int64_t at, double centre) {
  return arrived[at] * scale_at(at) * (x[at] - centre);
}

static void guards(const char *what, const float *room, int64_t count) {
  for (int64_t i = 0; i < GUARD; i++) {
    near(what, -1 - i, room[i], GUARD_VALUE, 0);
    near(what, count + i, room[GUARD + count + i], GUARD_VALUE, 0);
  }
}

static void check(const struct sizes *s, int in_place) {
  const double epsilon = 1e-3;
  const int64_t count = s->outer * s->tall * s->wide;
  const int64_t piece_count = s->outer * ((s->tall + s->piece_rows - 1) / s->piece_rows);
  current = s;
  for (int64_t i = 0; i < count; i++) {
    x[i] = s->level + uniform();
    arrived[i] = uniform();
  }
  for (int64_t i = 0; i < MOST_ROW; i++) {
    weight[i] = 1 + uniform();
    bias[i] = uniform();
  }
  for (int64_t i = 0; i < MOST + 2 * GUARD; i++) {
    room_y[i] = room_to_x[i] = GUARD_VALUE;
  }
  float *y = room_y + GUARD;
  float *to_x = room_to_x + GUARD;
  for (int64_t i = 0; in_place && i < count; i++) {
    y[i] = x[i];
  }
  struct culebra_normalize forward = {in_place ? y : x,
                                      s->affine ? weight : NULL,
                                      s->affine ? bias : NULL,
                                      y,
                                      mean,
                                      variance,
                                      sums,
                                      pieces,
                                      columns,
                                      s->outer,
                                      s->tall,
                                      s->wide,
                                      s->width,
                                      s->groups,
                                      s->piece_rows,
                                      epsilon,
                                      s->own_rows};
  for (int64_t piece = 0; piece < piece_count; piece++) {
    culebra_normalize_moments(&forward, piece, piece + 1);
  }
  culebra_normalize_combine(&forward, 0, s->outer);
  for (int64_t row = 0; row < s->outer * s->tall; row += 3) {
    int64_t end = row + 3 < s->outer * s->tall ? row + 3 : s->outer * s->tall;
    culebra_normalize(&forward, row, end);
  }
  struct culebra_normalize_gradient backward = {x,
                                                s->affine ? weight : NULL,
                                                mean,
                                                variance,
                                                arrived,
                                                to_x,
                                                to_weight,
                                                to_bias,
                                                sums,
                                                pieces,
                                                columns,
                                                s->outer,
                                                s->tall,
                                                s->wide,
                                                s->width,
                                                s->groups,
                                                s->piece_rows,
                                                epsilon,
                                                s->own_rows};
  culebra_normalize_gradient_spread(&backward, 0, s->outer);
  culebra_normalize_gradient_sums(&backward, 0, piece_count);
  culebra_normalize_gradient_combine(&backward, 0, s->outer);
  culebra_normalize_gradient(&backward, 0, s->outer * s->tall);
  culebra_normalize_gradient_store(&backward, 0, s->own_rows ? s->outer * s->width : s->width);
  guards("y", room_y, count);
  guards("to x", room_to_x, count);

  const double close = 4e-6 * (1 + fabs((double)s->level));
  static double expected_weight[MOST_ROW], expected_bias[MOST_ROW];
  for (int64_t i = 0; i < MOST_ROW; i++) {
    expected_weight[i] = expected_bias[i] = 0;
  }
  for (int64_t group = 0; group < s->outer * s->groups; group++) {
    double places = over_group(s, group, one, 0);
    double centre = over_group(s, group, value, 0) / places;
    double spread = over_group(s, group, square, centre) / places;
    double root = 1 / sqrt(spread + epsilon);
    double level = over_group(s, group, weighted, 0) / places;
    double slope = over_group(s, group, weighted_product, centre) * root / places;
    near("mean", group, mean[group], centre, close);
    near("variance", group, variance[group], spread, close);
    for (int64_t at = 0; at < count; at++) {
      int64_t outer = at / (s->tall * s->wide);
      int64_t column = (s->own_rows ? outer * s->width : 0) + at % s->wide % s->width;
      if (group_of(s, outer, at % s->wide) == group) {
        double normal = (x[at] - centre) * root;
        double shift = s->affine ? bias[column] : 0;
        near("y", at, y[at], normal * scale_at(at) + shift, 8 * close);
        double gradient = root * (arrived[at] * scale_at(at) - level - normal * slope);
        near("to x", at, to_x[at], gradient, 16 * close);
        expected_weight[column] += arrived[at] * normal;
        expected_bias[column] += arrived[at];
      }
    }
  }
  for (int64_t c = 0; c < (s->own_rows ? s->outer * s->width : s->width); c++) {
    near("to weight", c, to_weight[c], expected_weight[c], 32 * close);
    near("to bias", c, to_bias[c], expected_bias[c], 32 * close);
  }
}

int main(void) {
  static const struct sizes all[] = {
      {1, 100, 64, 64, 64, 16, 0, 1, 0},    {1, 33, 64, 16, 16, 32, 0, 1, 3},
      {1, 257, 7, 7, 7, 64, 0, 1, 100},     {3, 40, 20, 20, 20, 64, 0, 1, 1},
      {2, 31, 48, 24, 4, 8, 0, 1, -1},      {2, 50, 96, 96, 2, 16, 1, 1, 0.5f},
      {1, 2, 65, 65, 65, 64, 0, 0, 0},      {4, 9, 128, 128, 128, 4, 1, 1, 10},
      {1, 1000, 33, 33, 1, 128, 0, 0, -20}, {5, 3, 1, 1, 1, 2, 0, 1, 2},
  };
  for (size_t index = 0; index < sizeof all / sizeof *all; index++) {
    int before = failures;
    check(&all[index], 0);
    check(&all[index], 1);
    if (failures != before) {
      printf("case %d failed\n", (int)index);
    }
  }
  return failures != 0;
}
