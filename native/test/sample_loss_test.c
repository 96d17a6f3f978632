/*
 * The same bits as the definition, element by element and in the order of the sums, whether the loss,
 * the gradients or both are asked for; nothing beside them is written; operands may be overwritten.
 */
#include "culebra/sample_loss.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "culebra/activation.h"
#include "culebra/bits.h"

enum { MOST = 3 * 9001, SAMPLES = 3, KINDS = 3, LANES = 16, BLOCK = 4096 };

static const float GUARD = -77.0f;

static float left[MOST], right[MOST], seed[SAMPLES];

static float term(int kind, float x, float y) {
  switch (kind) {
    case CULEBRA_GAUSSIAN_KL:
      return 0.5f * fmaf(x, x, culebra_expm1(y) - y);
    case CULEBRA_BERNOULLI_LOGITS:
      return fmaf(-x, y, x > 0.0f ? x : 0.0f) + culebra_softplus_tail(x);
    default:
      return (x - y) * (x - y);
  }
}

static float slope(int kind, float x, float y, float g) {
  switch (kind) {
    case CULEBRA_GAUSSIAN_KL:
      return x * g;
    case CULEBRA_BERNOULLI_LOGITS:
      return g * (culebra_sigmoid(x) - y);
    default:
      return g * (2.0f * (x - y));
  }
}

/* The sum of elements from to end - 1: 16 sums, then halves upon halves. */
static double sum(int kind, int64_t from, int64_t end) {
  float sums[LANES] = {0};
  for (int64_t i = from; i < end; i++) {
    sums[(i - from) % LANES] += term(kind, left[i], right[i]);
  }
  for (int half = LANES / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; i++) {
      sums[i] += sums[i + half];
    }
  }
  return sums[0];
}

static float expected_loss(int kind, int64_t sample, int64_t length) {
  const int64_t first = sample * length, whole = first + length / LANES * LANES;
  double total = 0;
  for (int64_t at = first; at < whole; at += BLOCK) {
    total += sum(kind, at, at + BLOCK < whole ? at + BLOCK : whole);
  }
  return (float)(total + sum(kind, whole, first + length));
}

static int differs(const char *what, int kind, int64_t length, int64_t at, float got, float want) {
  if (culebra_bits(got) == culebra_bits(want)) {
    return 0;
  }
  printf("kind %d, length %lld: %s %lld is %.9g, expected %.9g\n", kind, (long long)length, what,
         (long long)at, got, want);
  return 1;
}

static int check(int kind, int64_t length, int wants_loss, int wants_gradient, int in_place) {
  static float x[MOST + 2], y[MOST + 2], a[MOST + 2], b[MOST + 2];
  float loss[SAMPLES + 2];
  const int64_t count = SAMPLES * length;
  const size_t bytes = (size_t)count * sizeof *x;
  memcpy(x + 1, left, bytes);
  memcpy(y + 1, right, bytes);
  float *to_left = in_place ? x : a, *to_right = in_place ? y : b;
  x[0] = y[0] = a[0] = b[0] = loss[0] = GUARD;
  x[count + 1] = y[count + 1] = a[count + 1] = b[count + 1] = loss[SAMPLES + 1] = GUARD;
  const struct culebra_sample_loss block = {
      x + 1,
      y + 1,
      wants_gradient ? seed : NULL,
      wants_loss ? loss + 1 : NULL,
      wants_gradient ? to_left + 1 : NULL,
      wants_gradient && kind == CULEBRA_GAUSSIAN_KL ? to_right + 1 : NULL,
      length,
      kind,
  };
  culebra_sample_loss(&block, 0, 1);
  culebra_sample_loss(&block, 1, SAMPLES);
  int failures = 0;
  for (int64_t sample = 0; wants_loss && sample < SAMPLES; sample++) {
    failures += differs("loss", kind, length, sample, loss[sample + 1],
                        expected_loss(kind, sample, length));
  }
  for (int64_t i = 0; wants_gradient && i < count; i++) {
    const float g = seed[i / length];
    failures += differs("gradient", kind, length, i, to_left[i + 1],
                        slope(kind, left[i], right[i], g));
    if (kind == CULEBRA_GAUSSIAN_KL) {
      failures += differs("second gradient", kind, length, i, to_right[i + 1],
                          culebra_expm1(right[i]) * (0.5f * g));
    }
  }
  const float *guarded[] = {x, y, a, b};
  for (int i = 0; i < 4; i++) {
    failures += differs("guard", kind, length, i, guarded[i][0], GUARD);
    failures += differs("guard behind", kind, length, i, guarded[i][count + 1], GUARD);
  }
  failures += differs("guard", kind, length, 4, loss[0], GUARD);
  return failures + differs("guard behind", kind, length, 4, loss[SAMPLES + 1], GUARD);
}

int main(void) {
  static const int64_t lengths[] = {0, 1, 3, 13, 15, 16, 17, 31, 64, 65, 127, 128, 145, 1000, 9001};
  int failures = 0;
  for (int64_t i = 0; i < MOST; i++) {
    left[i] = (float)(i % 211) * 0.0625f - 6.0f;
    right[i] = (float)(i % 97) * 0.01f;
  }
  for (int i = 0; i < SAMPLES; i++) {
    seed[i] = 0.3f * (float)i - 0.2f;
  }
  for (int kind = 0; kind < KINDS; kind++) {
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
      failures += check(kind, lengths[i], 1, 0, 0);
      failures += check(kind, lengths[i], 0, 1, 0);
      failures += check(kind, lengths[i], 1, 1, 0);
      failures += check(kind, lengths[i], 1, 1, 1);
    }
  }
  return failures != 0;
}
