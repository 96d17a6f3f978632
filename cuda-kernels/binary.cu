// Functions of two elements under broadcasting, and comparisons. Whole numbers keep their lower bits
// where they overflow, hence the unsigned arithmetic.
#include "functions.cuh"

#define BINARY(name, formula) CULEBRA_ELEMENTWISE(binary_##name, float, float, formula)

CULEBRA_BINARY(BINARY)

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
