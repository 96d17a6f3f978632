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

#endif
