// The same numbers in another element type: op Cast. From floating point towards zero, the type's end
// beyond it, NaN as 0; from whole numbers the lower bits.
#include "elementwise.cuh"

struct culebra_cast {
  const void *input;
  void *output;
  int64_t count;
};

#define CAST(name, from, to, formula)                \
  CULEBRA_GLOBAL(cast_##name, culebra_cast) {        \
    const int64_t index = culebra_thread();          \
    if (index < block.count) {                       \
      const from x = ((const from *)block.input)[index]; \
      ((to *)block.output)[index] = (to)(formula);   \
    }                                                \
  }

template <typename Whole>
static CULEBRA_DEVICE Whole toWhole(float x, Whole lowest, Whole highest) {
  // The least float that is too large: the highest number rounds up to it.
  const float above = -(float)lowest;
  return x != x ? 0 : x >= above ? highest : x < (float)lowest ? lowest : (Whole)x;
}

CAST(f32_i32, float, int32_t, toWhole<int32_t>(x, INT32_MIN, INT32_MAX))
CAST(f32_i64, float, int64_t, toWhole<int64_t>(x, INT64_MIN, INT64_MAX))
CAST(f32_u8, float, uint8_t, toWhole<int32_t>(x, INT32_MIN, INT32_MAX))
CAST(i32_f32, int32_t, float, x)
CAST(i32_i64, int32_t, int64_t, x)
CAST(i32_u8, int32_t, uint8_t, x)
CAST(i64_f32, int64_t, float, x)
CAST(i64_i32, int64_t, int32_t, x)
CAST(i64_u8, int64_t, uint8_t, x)
CAST(u8_f32, uint8_t, float, x)
CAST(u8_i32, uint8_t, int32_t, x)
CAST(u8_i64, uint8_t, int64_t, x)
