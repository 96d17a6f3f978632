// Functions of one, two or three floats x, y and z and the attributes a and b, each written down once:
// for the kernel of its operation and for chains of operations.
#ifndef CULEBRA_FUNCTIONS_CUH
#define CULEBRA_FUNCTIONS_CUH

#include "elementwise.cuh"

#include "culebra/activation.h"
#include "culebra/sin_cos.h"

// As Java's Math.signum: 0, -0 and NaN stay.
static CULEBRA_DEVICE float culebra_sign(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : x; }

// Ops Abs to Tanh.
#define CULEBRA_UNARY(FUNCTION)                                 \
  FUNCTION(abs, fabsf(x))                                       \
  FUNCTION(affine, x * a + b)                                   \
  FUNCTION(clip, culebra_minimum(culebra_maximum(x, a), b))     \
  FUNCTION(cos, culebra_cos(x))                                 \
  FUNCTION(elu, x > 0 ? x : culebra_expm1(x) * a)               \
  FUNCTION(erf, culebra_erf(x))                                 \
  FUNCTION(exp, culebra_exp(x))                                 \
  FUNCTION(expm1, culebra_expm1(x))                             \
  FUNCTION(floor, floorf(x))                                    \
  FUNCTION(gelu, x * 0.5f * (culebra_erf(x * a) + 1))           \
  FUNCTION(gelu_tanh, x * culebra_sigmoid(x * (x * x * a + b))) \
  FUNCTION(leaky_relu, x > 0 ? x : x * a)                       \
  FUNCTION(log, culebra_log(x))                                 \
  FUNCTION(log1p, culebra_log1p(x))                             \
  FUNCTION(negate, -x)                                          \
  FUNCTION(reciprocal, 1 / x)                                   \
  FUNCTION(relu, x <= 0 ? 0 : x)                                \
  FUNCTION(round, rintf(x))                                     \
  FUNCTION(rsqrt, 1 / sqrtf(x))                                 \
  FUNCTION(sigmoid, culebra_sigmoid(x))                         \
  FUNCTION(sign, culebra_sign(x))                               \
  FUNCTION(silu, x * culebra_sigmoid(x))                        \
  FUNCTION(sin, culebra_sin(x))                                 \
  FUNCTION(softplus, culebra_softplus(x))                       \
  FUNCTION(sqrt, sqrtf(x))                                      \
  FUNCTION(square, x * x)                                       \
  FUNCTION(tanh, culebra_tanh(x))

// Under broadcasting.
#define CULEBRA_BINARY(FUNCTION)                                                            \
  FUNCTION(add, x + y)                                                                      \
  FUNCTION(subtract, x - y)                                                                 \
  FUNCTION(multiply, x * y)                                                                 \
  FUNCTION(divide, x / y)                                                                   \
  FUNCTION(maximum, culebra_maximum(x, y))                                                  \
  FUNCTION(minimum, culebra_minimum(x, y))                                                  \
  FUNCTION(squared_error, (x - y) * (x - y))                                                \
  FUNCTION(clip_gradient, a <= y && y <= b ? x : 0)                                         \
  FUNCTION(relu_gradient, y > 0 ? x : 0)                                                    \
  FUNCTION(leaky_relu_gradient, y > 0 ? x : x * a)                                          \
  FUNCTION(elu_gradient, y > 0 ? x : x * (y + a))                                           \
  FUNCTION(sigmoid_gradient, x * (y * (1 - y)))                                             \
  FUNCTION(tanh_gradient, x * ((1 - y) * (1 + y)))                                          \
  FUNCTION(bernoulli_logits, fmaf(-x, y, culebra_maximum(x, 0)) + culebra_softplus_tail(x))

// Ops BernoulliLogitsGradient, GaussianNll, Reparameterize and its gradient, SquaredErrorSumGradient.
#define CULEBRA_TERNARY(FUNCTION)                                                \
  FUNCTION(bernoulli_logits_gradient, z * (culebra_sigmoid(x) - y))              \
  FUNCTION(gaussian_nll, 0.5f * fmaf((z - x) * (z - x), culebra_exp(-y), y + a)) \
  FUNCTION(reparameterize, fmaf(culebra_exp(0.5f * y), z, x))                    \
  FUNCTION(reparameterize_gradient, 0.5f * x * (y - z))                          \
  FUNCTION(squared_error_gradient, z * (2 * (x - y)))

// Their numbers, as FusedFunctions has them.
enum {
#define CODE(name, formula) CULEBRA_UNARY_##name,
  CULEBRA_UNARY(CODE)
#undef CODE
#define CODE(name, formula) CULEBRA_BINARY_##name,
  CULEBRA_BINARY(CODE)
#undef CODE
#define CODE(name, formula) CULEBRA_TERNARY_##name,
  CULEBRA_TERNARY(CODE)
#undef CODE
};

static CULEBRA_DEVICE float culebra_apply(int function, float x, float y, float z, float a,
                                          float b) {
  switch (function) {
#define CASE(name, formula)   \
  case CULEBRA_UNARY_##name:  \
    return formula;
    CULEBRA_UNARY(CASE)
#undef CASE
#define CASE(name, formula)   \
  case CULEBRA_BINARY_##name: \
    return formula;
    CULEBRA_BINARY(CASE)
#undef CASE
#define CASE(name, formula)    \
  case CULEBRA_TERNARY_##name: \
    return formula;
    CULEBRA_TERNARY(CASE)
#undef CASE
  }
  return NAN;
}

#endif
