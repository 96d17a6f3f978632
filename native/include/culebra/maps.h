/*
 * Element-wise functions of one or two arrays, with the bits of their twins in Java. Each is
 * culebra_map_<name>(left, right, output, count, repeated); one of one array does not look at right. A
 * repeated operand is one element. The output may be an input that is not.
 */
#ifndef CULEBRA_MAPS_H
#define CULEBRA_MAPS_H

#include <stdint.h>

#include "culebra/activation.h"
#include "culebra/exp.h"
#include "culebra/log.h"

/* 2 sqrt(2 / pi), and that times 0.044715. */
#define CULEBRA_GELU_SLOPE 0x1.988454p0f
#define CULEBRA_GELU_CUBIC 0x1.2444f2p-4f

/* Name, number of arrays, and what is made of element x of left and element y of right. */
#define CULEBRA_MAPS(MAP)                                                                   \
  MAP(exp, 1, culebra_exp(x))                                                               \
  MAP(log, 1, culebra_log(x))                                                               \
  MAP(tanh, 1, culebra_tanh(x))                                                             \
  MAP(sigmoid, 1, culebra_sigmoid(x))                                                       \
  MAP(softplus, 1, culebra_softplus(x))                                                     \
  MAP(silu, 1, (x) * culebra_sigmoid(x))                                                    \
  MAP(gelu, 1, (x) * culebra_sigmoid(x * (x * x * CULEBRA_GELU_CUBIC + CULEBRA_GELU_SLOPE))) \
  MAP(gelu_by_erf, 1, (x) * 0.5f * (culebra_erf(x * 0x1.6a09e6p-1f) + 1.0f))                \
  MAP(add, 2, x + y)                                                                        \
  MAP(subtract, 2, x - y)                                                                   \
  MAP(multiply, 2, (x) * y)

/* What repeats, as bits. */
enum { CULEBRA_LEFT_REPEATS = 1, CULEBRA_RIGHT_REPEATS = 2 };

#define CULEBRA_MAP_DECLARED(name, arrays, value) \
  void culebra_map_##name(const float *left, const float *right, float *output, int64_t count, \
                          int64_t repeated);

#ifdef __cplusplus
extern "C" {
#endif
CULEBRA_MAPS(CULEBRA_MAP_DECLARED)
#ifdef __cplusplus
}
#endif

#endif
