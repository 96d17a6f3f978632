/* Twin of dev.culebra.math.Expm1: the same operations in the same order, so the same bits. */
#ifndef CULEBRA_EXPM1_H
#define CULEBRA_EXPM1_H

#include <math.h>

#include "culebra/bits.h"
#include "culebra/exp.h"
#include "culebra/inline.h"

/* e^r - 1 for r = x - n ln 2. */
CULEBRA_INLINE float culebra_expm1_reduced(float x, float n) {
  float r = culebra_exp_rest(n, x);
  float p = fmaf(0x1.6b7792p-10f, r, 0x1.12293ap-7f);
  p = fmaf(p, r, 0x1.555714p-5f);
  p = fmaf(p, r, 0x1.5554aep-3f);
  p = fmaf(p, r, 0x1.fffffep-2f);
  return fmaf(p, r * r, r);
}

CULEBRA_INLINE float culebra_expm1(float x) {
  float bounded = x < -30.0f ? -30.0f : x;
  bounded = bounded > 89.0f ? 89.0f : bounded;
  float shifted = fmaf(bounded, 0x1.715476p0f, 0x1.8p23f + 126.0f);
  float v = culebra_expm1_reduced(bounded, shifted - (0x1.8p23f + 126.0f));
  float scale = culebra_float((int32_t)((uint32_t)culebra_bits(shifted) << 23));
  float y = fmaf(scale, v, scale - 0.5f);
  return fabsf(x) < 0x1p-24f ? x : y + y;
}

/* For x in [-30, 0]. */
CULEBRA_INLINE float culebra_expm1_of_negative(float x) {
  float shifted = fmaf(x, 0x1.715476p0f, 0x1.8p23f + 127.0f);
  float v = culebra_expm1_reduced(x, shifted - (0x1.8p23f + 127.0f));
  float scale = culebra_float((int32_t)((uint32_t)culebra_bits(shifted) << 23));
  return fmaf(scale, v, scale - 1.0f);
}

#endif
