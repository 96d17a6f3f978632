// Functions of two elements under broadcasting, and comparisons. Whole numbers keep their lower bits
// where they overflow, hence the unsigned arithmetic.
#include "elementwise.cuh"

#include "culebra/activation.h"

#define BINARY(name, formula) CULEBRA_ELEMENTWISE(binary_##name, float, float, formula)

BINARY(add, x + y)
BINARY(subtract, x - y)
BINARY(multiply, x * y)
BINARY(divide, x / y)
BINARY(maximum, culebra_maximum(x, y))
BINARY(minimum, culebra_minimum(x, y))
BINARY(squared_error, (x - y) * (x - y))
BINARY(clip_gradient, a <= y && y <= b ? x : 0)
BINARY(relu_gradient, y > 0 ? x : 0)
BINARY(leaky_relu_gradient, y > 0 ? x : x * a)
BINARY(elu_gradient, y > 0 ? x : x * (y + a))
BINARY(sigmoid_gradient, x * (y * (1 - y)))
BINARY(tanh_gradient, x * ((1 - y) * (1 + y)))
BINARY(bernoulli_logits, fmaf(-x, y, culebra_maximum(x, 0)) + culebra_softplus_tail(x))
// Half the arriving gradient (x) times e^logVariance - 1: what a Gaussian's divergence gives.
BINARY(half_excess, 0.5f * x * culebra_expm1(y))

#define WHOLE(suffix, type, word)                                                      \
  CULEBRA_ELEMENTWISE(binary_add_##suffix, type, type, (word)x + (word)y)              \
  CULEBRA_ELEMENTWISE(binary_subtract_##suffix, type, type, (word)x - (word)y)         \
  CULEBRA_ELEMENTWISE(binary_multiply_##suffix, type, type, (word)x * (word)y)          \
  CULEBRA_ELEMENTWISE(binary_maximum_##suffix, type, type, x > y ? x : y)              \
  CULEBRA_ELEMENTWISE(binary_minimum_##suffix, type, type, x < y ? x : y)

WHOLE(i32, int32_t, uint32_t)
WHOLE(i64, int64_t, uint64_t)
WHOLE(u8, uint8_t, uint32_t)

// 0: equal, 1: not equal, 2: less, 3: less or equal.
template <typename T>
static CULEBRA_DEVICE bool holds(int relation, T x, T y) {
  return relation < 2 ? (x == y) == (relation == 0) : relation == 2 ? x < y : x <= y;
}

CULEBRA_ELEMENTWISE(compare_f32, float, uint8_t, holds((int)a, x, y))
CULEBRA_ELEMENTWISE(compare_i32, int32_t, uint8_t, holds((int)a, x, y))
CULEBRA_ELEMENTWISE(compare_i64, int64_t, uint8_t, holds((int)a, x, y))
CULEBRA_ELEMENTWISE(compare_u8, uint8_t, uint8_t, holds((int)a, x, y))
