/* Twin of dev.culebra.math.SinCos: the polynomials on [-pi/4, pi/4], with the same bits. */
#ifndef CULEBRA_SIN_COS_H
#define CULEBRA_SIN_COS_H

#include <math.h>

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

#endif
