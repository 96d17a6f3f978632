/* A float's bits and back. */
#ifndef CULEBRA_BITS_H
#define CULEBRA_BITS_H

#include <stdint.h>
#include <string.h>

#include "culebra/inline.h"

CULEBRA_INLINE int32_t culebra_bits(float value) {
  int32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

CULEBRA_INLINE float culebra_float(int32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

#endif
