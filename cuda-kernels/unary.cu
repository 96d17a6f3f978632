// Functions of one element: ops Abs to Tanh.
#include "elementwise.cuh"

#include "culebra/activation.h"
#include "culebra/sin_cos.h"

#define UNARY(name, formula)                         \
  CULEBRA_GLOBAL(unary_##name, culebra_unary) {      \
    const int64_t index = culebra_thread();          \
    if (index < block.count) {                       \
      const float a = block.a, b = block.b;          \
      const float x = block.input[index];            \
      (void)a, (void)b;                              \
      block.output[index] = formula;                 \
    }                                                \
  }

struct culebra_unary {
  const float *input;
  float *output;
  int64_t count;
  float a;
  float b;
};

// As Java's Math.signum: 0, -0 and NaN stay.
static CULEBRA_DEVICE float sign(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : x; }

UNARY(abs, fabsf(x))
UNARY(affine, x * a + b)
UNARY(clip, culebra_minimum(culebra_maximum(x, a), b))
UNARY(cos, culebra_cos(x))
UNARY(elu, x > 0 ? x : culebra_expm1(x) * a)
UNARY(erf, culebra_erf(x))
UNARY(exp, culebra_exp(x))
UNARY(expm1, culebra_expm1(x))
UNARY(floor, floorf(x))
UNARY(gelu, x * 0.5f * (culebra_erf(x * a) + 1))
UNARY(gelu_tanh, x * culebra_sigmoid(x * (x * x * a + b)))
UNARY(leaky_relu, x > 0 ? x : x * a)
UNARY(log, culebra_log(x))
UNARY(log1p, culebra_log1p(x))
UNARY(negate, -x)
UNARY(reciprocal, 1 / x)
UNARY(relu, x <= 0 ? 0 : x)
UNARY(round, rintf(x))
UNARY(rsqrt, 1 / sqrtf(x))
UNARY(sigmoid, culebra_sigmoid(x))
UNARY(sign, sign(x))
UNARY(silu, x * culebra_sigmoid(x))
UNARY(sin, culebra_sin(x))
UNARY(softplus, culebra_softplus(x))
UNARY(sqrt, sqrtf(x))
UNARY(square, x * x)
UNARY(tanh, culebra_tanh(x))
