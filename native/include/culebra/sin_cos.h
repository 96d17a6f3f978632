/* Twin of dev.culebra.math.SinCos: with the same bits. */
#ifndef CULEBRA_SIN_COS_H
#define CULEBRA_SIN_COS_H

#include <math.h>

#include "culebra/bits.h"
#include "culebra/inline.h"

CULEBRA_INLINE float culebra_sine(float r) {
  float s = r * r;
  float p = fmaf(-0x1.9953ep-13f, s, 0x1.110778p-7f);
  p = fmaf(p, s, -0x1.555546p-3f);
  return fmaf(p, s * r, r);
}

CULEBRA_INLINE float culebra_cosine(float r) {
  float s = r * r;
  float p = fmaf(0x1.99e904p-16f, s, -0x1.6c0c2ap-10f);
  p = fmaf(p, s, 0x1.55554ap-5f);
  p = fmaf(p, s, -0.5f);
  return fmaf(p, s, 1.0f);
}

/* sin(x + quarters pi/2) for |x| <= 2^17, else NaN. */
CULEBRA_INLINE float culebra_quadrant(float x, int32_t quarters) {
  float shifted = fmaf(x, 0x1.45f306p-1f, 0x1.8p23f);
  float n = shifted - 0x1.8p23f;
  float r = fmaf(n, -0x1.921fb6p0f, x);
  r = fmaf(n, 0x1.777a5cp-25f, r);
  r = fmaf(n, 0x1.ee59dap-50f, r);
  uint32_t turn = (uint32_t)culebra_bits(shifted) + (uint32_t)quarters;
  float y = (turn & 1) ? culebra_cosine(r) : culebra_sine(r);
  y = culebra_float((int32_t)((uint32_t)culebra_bits(y) ^ ((turn << 30) & 0x80000000u)));
  return fabsf(x) <= 0x1p17f ? y : NAN;
}

CULEBRA_INLINE float culebra_sin(float x) {
  float y = culebra_quadrant(x, 0);
  return x == 0.0f ? x : y;
}

CULEBRA_INLINE float culebra_cos(float x) { return culebra_quadrant(x, 1); }

#endif
