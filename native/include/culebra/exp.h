/* Twin of dev.culebra.math.Exp: the same operations in the same order, so the same bits. */
#ifndef CULEBRA_EXP_H
#define CULEBRA_EXP_H

#include <math.h>

#include "culebra/bits.h"
#include "culebra/inline.h"

/* e^r for |r| <= ln 2 / 2. */
CULEBRA_INLINE float culebra_exp_reduced(float r) {
  float p = fmaf(0x1.695458p-10f, r, 0x1.123b0ep-7f);
  p = fmaf(p, r, 0x1.555a22p-5f);
  p = fmaf(p, r, 0x1.55549p-3f);
  p = fmaf(p, r, 0x1.fffffap-2f);
  p = fmaf(p, r, 1.0f);
  return fmaf(p, r, 1.0f);
}

/* r = x - n ln 2. */
CULEBRA_INLINE float culebra_exp_rest(float n, float x) {
  return fmaf(n, -0x1.7f7d1cp-20f, fmaf(n, -0x1.62e4p-1f, x));
}

CULEBRA_INLINE float culebra_exp(float x) {
  float bounded = x < -104.0f ? -104.0f : x;
  bounded = bounded > 89.0f ? 89.0f : bounded;
  float shifted = fmaf(bounded, 0x1.715476p0f, 0x1.8p23f + 254.0f);
  float n = shifted - (0x1.8p23f + 254.0f);
  float p = culebra_exp_reduced(culebra_exp_rest(n, bounded));
  int32_t bits = culebra_bits(shifted);
  int32_t half = bits >> 1;
  float low = culebra_float((int32_t)((uint32_t)half << 23));
  float high = culebra_float((int32_t)((uint32_t)(bits - half) << 23));
  return p * low * high;
}

/* e^-|x|, but 0 where that would be subnormal. */
CULEBRA_INLINE float culebra_decay(float x) {
  float minus = -fabsf(x);
  float shifted = fmaf(minus, 0x1.715476p0f, 0x1.8p23f + 127.0f);
  float n = shifted - (0x1.8p23f + 127.0f);
  float p = culebra_exp_reduced(culebra_exp_rest(n, minus));
  float y = p * culebra_float((int32_t)((uint32_t)culebra_bits(shifted) << 23));
  return minus < -87.33654f ? 0.0f : y;
}

#endif
