/* Twins of dev.culebra.math.Sigmoid, Tanh, Softplus and Erf: the same operations in the same order, so
   the same bits. */
#ifndef CULEBRA_ACTIVATION_H
#define CULEBRA_ACTIVATION_H

#include <math.h>

#include "culebra/bits.h"
#include "culebra/exp.h"
#include "culebra/expm1.h"
#include "culebra/inline.h"
#include "culebra/log.h"

/* Sigmoid of x for e = e^-|x|. */
CULEBRA_INLINE float culebra_sigmoid_of_decay(float x, float e) {
  return (x < 0.0f ? e : 1.0f) / (1.0f + e);
}

CULEBRA_INLINE float culebra_sigmoid(float x) {
  return culebra_sigmoid_of_decay(x, culebra_decay(x));
}

CULEBRA_INLINE float culebra_tanh(float x) {
  float magnitude = fabsf(x);
  magnitude = magnitude > 10.0f ? 10.0f : magnitude;
  float e = culebra_expm1_of_negative(magnitude * -2.0f);
  int32_t ratio = culebra_bits(e / (e + 2.0f)) & 0x7fffffff;
  return culebra_float(ratio | (culebra_bits(x) & (int32_t)0x80000000));
}

/* log(1 + e) for e in [0, 1]. */
CULEBRA_INLINE float culebra_log1p_of_decay(float e) {
  int halved = 1.0f + e >= 0x1.555556p0f;
  float f = halved ? fmaf(e, 0.5f, -0.5f) : e;
  return culebra_log_of_one_plus(f) + (halved ? 0x1.62e43p-1f : 0.0f);
}

/* log(1 + e^-|x|). */
CULEBRA_INLINE float culebra_softplus_tail(float x) {
  return culebra_log1p_of_decay(culebra_decay(x));
}

CULEBRA_INLINE float culebra_softplus(float x) {
  return (x > 0.0f ? x : 0.0f) + culebra_softplus_tail(x);
}

/* 2^q for q in [-30, 0]. */
CULEBRA_INLINE float culebra_erf_power(float q) {
  float shifted = q + (0x1.8p23f + 127.0f);
  float r = q - (shifted - (0x1.8p23f + 127.0f));
  float p = fmaf(0x1.5bfe92p-10f, r, 0x1.3cebdp-7f);
  p = fmaf(p, r, 0x1.c6b69ap-5f);
  p = fmaf(p, r, 0x1.ebf9b8p-3f);
  p = fmaf(p, r, 0x1.62e42ap-1f);
  p = fmaf(p, r, 1.0f);
  return p * culebra_float((int32_t)((uint32_t)culebra_bits(shifted) << 23));
}

CULEBRA_INLINE float culebra_erf_tail(float t) {
  float q = fmaf(-0x1.0fd88cp-16f, t, 0x1.e8543cp-12f);
  q = fmaf(q, t, -0x1.586384p-8f);
  q = fmaf(q, t, 0x1.18d552p-5f);
  q = fmaf(q, t, -0x1.39e444p-3f);
  q = fmaf(q, t, -0x1.d5292ap-1f);
  q = fmaf(q, t, -0x1.a0d7fap0f);
  return 1.0f - culebra_erf_power(q * t);
}

CULEBRA_INLINE float culebra_erf_center(float x) {
  float s = x * x;
  float p = fmaf(-0x1.387442p-11f, s, 0x1.46d9e6p-8f);
  p = fmaf(p, s, -0x1.b67c04p-6f);
  p = fmaf(p, s, 0x1.ce1986p-4f);
  p = fmaf(p, s, -0x1.8126e2p-2f);
  p = fmaf(p, s, 0x1.06eba6p-3f);
  return fmaf(p, x, x);
}

CULEBRA_INLINE float culebra_erf(float x) {
  float magnitude = fabsf(x);
  float large = culebra_erf_tail(magnitude > 3.95f ? 3.95f : magnitude);
  large = x < 0.0f ? -large : large;
  return magnitude > 0.9277344f ? large : culebra_erf_center(x);
}

#endif
