/* The formula in double precision, in place and not, however the range is cut in chunks. */
#include "culebra/adam_step.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { COUNT = 1003, ARRAYS = 4 };

static const double BETA1 = 0.9;
static const double BETA2 = 0.999;
static const double EPSILON = 1e-8;
static const double WEIGHT_DECAY = 0.1;

static const float RATES[] = {1e-2f, 3e-2f, 0.25f};

/* parameter, gradient, first and second moment */
static float state[ARRAYS][COUNT];

static void fill(void) {
  uint32_t word = 1;
  for (int array = 0; array < ARRAYS; array++) {
    for (int i = 0; i < COUNT; i++) {
      word = word * 1664525u + 1013904223u;
      state[array][i] = (float)(word >> 8) * 0x1p-24f - (array < 3 ? 0.5f : 0.0f);
    }
  }
}

static int close_to(float found, double expected) {
  return fabs(found - expected) <= 1e-6 * (1 + fabs(expected));
}

static int agrees(int64_t chunk, int decoupled, int in_place) {
  float old[ARRAYS][COUNT];
  float apart[3][COUNT];
  memcpy(old, state, sizeof old);
  float scale = 0.5f;
  float *next[] = {in_place ? old[0] : apart[0], in_place ? old[2] : apart[1],
                   in_place ? old[3] : apart[2]};
  struct culebra_adam_step block = {
      old[0],  old[1],  old[2],       old[3],    RATES,
      &scale,  next[0], next[1],      next[2],   WEIGHT_DECAY,
      decoupled,
      (float)(1 - BETA1), (float)BETA2, (float)(1 - BETA2), (float)EPSILON};
  for (int64_t begin = 0; begin < COUNT; begin += chunk) {
    culebra_adam_step(&block, begin, begin + chunk < COUNT ? begin + chunk : COUNT);
  }
  int failures = 0;
  for (int i = 0; i < COUNT; i++) {
    double parameter = state[0][i];
    double gradient = scale * state[1][i];
    if (decoupled) {
      parameter *= 1 - RATES[0] * WEIGHT_DECAY;
    } else {
      gradient += WEIGHT_DECAY * parameter;
    }
    double first = state[2][i] + (gradient - state[2][i]) * (1 - BETA1);
    double second = BETA2 * state[3][i] + (1 - BETA2) * gradient * gradient;
    parameter -= RATES[1] * first / (sqrt(second) / RATES[2] + EPSILON);
    failures += !close_to(next[0][i], parameter) || !close_to(next[1][i], first) ||
                !close_to(next[2][i], second);
  }
  scale = 0;
  float before[3][COUNT];
  for (int array = 0; array < 3; array++) {
    memcpy(before[array], in_place ? next[array] : old[array == 0 ? 0 : array + 1],
           sizeof before[array]);
  }
  culebra_adam_step(&block, 0, COUNT);
  for (int array = 0; array < 3; array++) {
    failures += memcmp(next[array], before[array], sizeof before[array]) != 0;
  }
  if (failures != 0) {
    printf("chunks of %lld, decoupled %d, in place %d: %d failures\n", (long long)chunk, decoupled,
           in_place, failures);
  }
  return failures == 0;
}

int main(void) {
  static const int64_t chunks[] = {1, 7, 64, COUNT};
  int failures = 0;
  fill();
  for (size_t index = 0; index < sizeof chunks / sizeof *chunks; index++) {
    for (int variant = 0; variant < 4; variant++) {
      failures += !agrees(chunks[index], variant & 1, variant >> 1);
    }
  }
  return failures != 0;
}
