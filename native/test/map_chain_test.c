/* Chains against the maps one after another: parts of tiles, what repeats, in place. */
#include "culebra/map_chain.h"

#include <stdio.h>
#include <string.h>

#include "culebra/maps.h"

enum { MOST = 1000, GUARD = 4, ROW = 37, RUN = 70 };

enum { EXP, LOG, TANH, SIGMOID, SOFTPLUS, SILU, GELU, GELU_BY_ERF, ADD, SUBTRACT, MULTIPLY };

static float x[MOST], y[MOST], row[ROW + CULEBRA_CHAIN_TILE], runs[MOST / RUN + 1], one[1] = {1.5f};
static float room[MOST + 2 * GUARD], expected[MOST], step[MOST];

static void fill(void) {
  for (int i = 0; i < MOST; i++) {
    x[i] = (float)(i % 199 - 99) * 0.11f;
    y[i] = (float)(i % 83 - 41) * 0.7f;
  }
  for (int i = 0; i < ROW + CULEBRA_CHAIN_TILE; i++) {
    row[i] = (float)(i % ROW) - 7.0f;
  }
  for (int i = 0; i <= MOST / RUN; i++) {
    runs[i] = (float)i * 0.3f;
  }
}

/* What tanh((sigmoid(x) y + row) - run) one gives. */
static void expect(int64_t count) {
  culebra_map_sigmoid(x, x, step, count, 0);
  culebra_map_multiply(step, y, step, count, 0);
  for (int64_t i = 0; i < count; i++) {
    culebra_map_add(step + i, row + i % ROW, step + i, 1, 0);
    culebra_map_subtract(step + i, runs + i / RUN, step + i, 1, 0);
  }
  culebra_map_tanh(step, step, step, count, 0);
  culebra_map_multiply(one, step, expected, count, CULEBRA_LEFT_REPEATS);
}

static struct culebra_map_chain chain(const float *from, float *output) {
  const int64_t each = CULEBRA_CHAIN_EACH;
  const int64_t kept = CULEBRA_CHAIN_KEPT;
  struct culebra_map_chain c = {
      .left = {from, 0, 0, 0, 0, one},
      .right = {from, y, row, runs, 0, 0},
      .output = {0, 0, 0, 0, 0, output},
      .map = {SIGMOID, MULTIPLY, ADD, SUBTRACT, TANH, MULTIPLY},
      .left_mode = {each, kept, kept, kept, kept, CULEBRA_CHAIN_ONE},
      .left_size = {0, 0, 0, 7, 7, 0},
      .right_mode = {each, each, CULEBRA_CHAIN_ROW, CULEBRA_CHAIN_RUN, kept, kept},
      .right_size = {0, 0, ROW, RUN, 7, 3},
      .output_mode = {kept, kept, kept, kept, kept, each},
      .output_size = {0, 0, 7, 7, 3, 0},
      .read = {from, y},
      .written = {output},
      .links = 6,
      .reads = 2,
      .writes = from == output ? 0 : 1,
      .run = RUN,
  };
  return c;
}

static int agrees(int64_t begin, int64_t count, int in_place) {
  for (int i = 0; i < MOST + 2 * GUARD; i++) {
    room[i] = -77.0f;
  }
  float *output = room + GUARD;
  if (in_place) {
    memcpy(output + begin, x + begin, (size_t)(count - begin) * sizeof *output);
  }
  struct culebra_map_chain c = chain(in_place ? output : x, output);
  int64_t middle = begin + (count - begin) / 3;
  culebra_map_chain(&c, begin, middle);
  culebra_map_chain(&c, middle, count);
  expect(count);
  if (memcmp(output + begin, expected + begin, (size_t)(count - begin) * sizeof *output) != 0) {
    printf("elements %lld to %lld differ\n", (long long)begin, (long long)count);
    return 0;
  }
  for (int64_t i = 0; i < GUARD; i++) {
    if (output[begin - 1 - i] != -77.0f || output[count + i] != -77.0f) {
      printf("%lld to %lld: written outside the output\n", (long long)begin, (long long)count);
      return 0;
    }
  }
  return 1;
}

int main(void) {
  static const int64_t counts[] = {0, 1, 3, 7, 16, 17, 64, 127, 128, 129, 257, 1000};
  int failures = 0;
  fill();
  for (size_t size = 0; size < sizeof counts / sizeof *counts; size++) {
    failures += !agrees(0, counts[size], 0);
    failures += !agrees(0, counts[size], 1);
    failures += !agrees(counts[size] / 2, counts[size], 0);
  }
  return failures != 0;
}
