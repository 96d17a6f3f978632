/* Each map against its own formula, element by element: bits, ends of arrays, what repeats, in place. */
#include "culebra/maps.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { GUARD = 4, MOST = 1500 };

typedef void map(const float *left, const float *right, float *output, int64_t count,
                 int64_t repeated);
typedef float formula(float x, float y);

#define CULEBRA_MAP_FORMULA(name, arrays, value)  \
  static float formula_of_##name(float x, float y) { \
    (void)y;                                       \
    return value;                                  \
  }

CULEBRA_MAPS(CULEBRA_MAP_FORMULA)

struct tried {
  const char *name;
  int arrays;
  map *run;
  formula *expected;
};

#define CULEBRA_MAP_TRIED(name, arrays, value) \
  {#name, arrays, culebra_map_##name, formula_of_##name},

static const struct tried all[] = {CULEBRA_MAPS(CULEBRA_MAP_TRIED)};

static float left[MOST], right[MOST], room[MOST + 2 * GUARD];

static void fill(void) {
  static const float odd[] = {0.0f,    -0.0f, INFINITY, -INFINITY, NAN,   1e-40f,
                              -1e-40f, 88.7f, -103.9f,  200.0f,    -200.0f, 1e-7f};
  for (int i = 0; i < MOST; i++) {
    left[i] = (float)(i % 199 - 99) * 0.11f;
    right[i] = (float)(i % 83 - 41) * 0.7f;
  }
  for (int i = 0; i < 240; i++) {
    left[i] = odd[i % 12];
    right[i] = odd[i / 12 % 12];
  }
}

static int same(float a, float b) {
  return culebra_bits(a) == culebra_bits(b) || (isnan(a) && isnan(b));
}

static int agrees(const struct tried *t, int64_t begin, int64_t count, int64_t repeated,
                  int in_place) {
  for (int i = 0; i < MOST + 2 * GUARD; i++) {
    room[i] = -77.0f;
  }
  float *output = room + GUARD;
  const float *from = left + begin;
  if (in_place) {
    memcpy(output, from, (size_t)count * sizeof *output);
    from = output;
  }
  t->run(from, right + begin, output, count, repeated);
  for (int64_t i = 0; i < count; i++) {
    float x = left[begin + (repeated & CULEBRA_LEFT_REPEATS ? 0 : i)];
    float y = right[begin + (repeated & CULEBRA_RIGHT_REPEATS ? 0 : i)];
    float expected = t->expected(x, y);
    if (!same(output[i], expected)) {
      printf("%s: %lld of %lld from %lld, repeated %lld: %.9g, expected %.9g\n", t->name,
             (long long)i, (long long)count, (long long)begin, (long long)repeated, output[i],
             expected);
      return 0;
    }
  }
  for (int64_t i = 0; i < GUARD; i++) {
    if (room[i] != -77.0f || room[GUARD + count + i] != -77.0f) {
      printf("%s: written outside the output\n", t->name);
      return 0;
    }
  }
  return 1;
}

int main(void) {
  static const int64_t counts[] = {0, 1, 3, 7, 16, 17, 64, 127, 128, 129, 1021};
  int failures = 0;
  fill();
  for (size_t index = 0; index < sizeof all / sizeof *all; index++) {
    for (size_t size = 0; size < sizeof counts / sizeof *counts; size++) {
      for (int64_t begin = 0; begin < 300; begin += 37) {
        failures += !agrees(&all[index], begin, counts[size], 0, 0);
        failures += !agrees(&all[index], begin, counts[size], 0, 1);
        for (int64_t repeated = 1; all[index].arrays == 2 && repeated < 4; repeated++) {
          failures += !agrees(&all[index], begin, counts[size], repeated, 0);
        }
      }
    }
  }
  return failures != 0;
}
