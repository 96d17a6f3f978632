/* Twin of dev.culebra.math.Log: the same operations in the same order, so the same bits. */
#ifndef CULEBRA_LOG_H
#define CULEBRA_LOG_H

#include <math.h>
#include <stdint.h>

#include "culebra/bits.h"
#include "culebra/inline.h"

/* log(1 + f) for f in [-1/3, 1/3]. */
CULEBRA_INLINE float culebra_log_of_one_plus(float f) {
  float p = fmaf(-0x1.080b74p-3f, f, 0x1.1e73cep-3f);
  p = fmaf(p, f, -0x1.f30e9ap-4f);
  p = fmaf(p, f, 0x1.1ed42p-3f);
  p = fmaf(p, f, -0x1.559de2p-3f);
  p = fmaf(p, f, 0x1.99d05ep-3f);
  p = fmaf(p, f, -0x1.fffefp-3f);
  p = fmaf(p, f, 0x1.555506p-2f);
  p = fmaf(p, f, -0.5f);
  return fmaf(p, f * f, f);
}

/* Log of a positive normal number: x = 2^k (1 + f) with 1 + f in [2/3, 4/3). The exponent is left
   where it stands in the bits, hence ln 2 * 2^-23. */
CULEBRA_INLINE float culebra_log_of_normal(float x) {
  int32_t bits = culebra_bits(x);
  int32_t exponent = (bits - 0x3f2aaaab) & (int32_t)0xff800000;
  float f = culebra_float(bits - exponent) - 1.0f;
  return fmaf((float)exponent, 0x1.62e43p-24f, culebra_log_of_one_plus(f));
}

/* Log of any number. */
CULEBRA_INLINE float culebra_log(float x) {
  int subnormal = x < 0x1p-126f;
  int32_t bits = culebra_bits(subnormal ? x * 0x1p23f : x);
  int32_t exponent = (int32_t)((uint32_t)bits - 0x3f2aaaabu) & (int32_t)0xff800000;
  float f = culebra_float((int32_t)((uint32_t)bits - (uint32_t)exponent)) - 1.0f;
  int32_t k = (int32_t)((uint32_t)exponent - (subnormal ? 23u << 23 : 0u));
  float y = fmaf((float)k, 0x1.62e43p-24f, culebra_log_of_one_plus(f));
  y = x < INFINITY ? y : x;
  y = x > 0.0f ? y : NAN;
  return x == 0.0f ? -INFINITY : y;
}

/* For finite x > -1, -0 excepted. */
CULEBRA_INLINE float culebra_log1p_of_ordinary(float x) {
  uint32_t sum = (uint32_t)culebra_bits(1.0f + x);
  int32_t exponent = (int32_t)(sum - 0x3f2aaaabu) & (int32_t)0xff800000;
  float scaled = culebra_float((int32_t)((uint32_t)culebra_bits(x) - (uint32_t)exponent));
  float four = culebra_float((int32_t)(0x40800000u - (uint32_t)exponent));
  float f = scaled + fmaf(four, 0.25f, -1.0f);
  return fmaf((float)exponent, 0x1.62e43p-24f, culebra_log_of_one_plus(f));
}

/* Twin of dev.culebra.math.Log1p. */
CULEBRA_INLINE float culebra_log1p(float x) {
  float y = culebra_log1p_of_ordinary(x);
  y = x < INFINITY ? y : x;
  y = x > -1.0f ? y : NAN;
  y = x == -1.0f ? -INFINITY : y;
  return x == 0.0f ? x : y;
}

#endif
