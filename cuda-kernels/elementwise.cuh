// What element-wise kernels share: one thread for each element of the output, operands that repeat
// where their shapes say so, and attributes.
#ifndef CULEBRA_ELEMENTWISE_CUH
#define CULEBRA_ELEMENTWISE_CUH

#include "kernel.cuh"

#include "culebra/bits.h"

#define CULEBRA_AXES 6

struct culebra_elementwise {
  const void *first;
  const void *second;
  const void *third;
  void *output;
  int64_t count;
  int64_t sizes[CULEBRA_AXES];          // of the output
  int64_t first_strides[CULEBRA_AXES];  // in elements; 0 where the operand repeats
  int64_t second_strides[CULEBRA_AXES];
  int64_t third_strides[CULEBRA_AXES];
  float a;
  float b;
  int32_t axes;  // 0: every operand lies as the output does
};

struct culebra_places {
  int64_t first, second, third;
};

static CULEBRA_DEVICE int64_t culebra_thread(void) {
  return (int64_t)blockIdx.x * blockDim.x + threadIdx.x;
}

// Where the operands have what belongs to an element of the output. Divisions of 64 bits cost
// several times those of 32, and few tensors need them.
static CULEBRA_DEVICE struct culebra_places culebra_operands(
    const struct culebra_elementwise &block, int64_t index) {
  struct culebra_places at = {index, index, index};
  if (block.axes > 0) {
    at.first = at.second = at.third = 0;
    int64_t rest = index;
    CULEBRA_ROLLED
    for (int axis = block.axes - 1; axis >= 0; axis--) {
      const int64_t size = block.sizes[axis];
      const int64_t before =
          block.count <= INT32_MAX ? (int64_t)((uint32_t)rest / (uint32_t)size) : rest / size;
      const int64_t coordinate = rest - before * size;
      at.first += coordinate * block.first_strides[axis];
      at.second += coordinate * block.second_strides[axis];
      at.third += coordinate * block.third_strides[axis];
      rest = before;
    }
  }
  return at;
}

// As Java's: NaN wins, and 0 is larger than -0.
CULEBRA_INLINE float culebra_maximum(float x, float y) {
  if (x != x || y != y) {
    return x + y;
  }
  return x == y ? culebra_float(culebra_bits(x) & culebra_bits(y)) : x > y ? x : y;
}

CULEBRA_INLINE float culebra_minimum(float x, float y) {
  if (x != x || y != y) {
    return x + y;
  }
  return x == y ? culebra_float(culebra_bits(x) | culebra_bits(y)) : x < y ? x : y;
}

// A kernel of one, two or three operands x, y and z and the attributes a and b.
#define CULEBRA_ELEMENTWISE(name, from, to, formula)                         \
  CULEBRA_GLOBAL(name, culebra_elementwise) {                                \
    const int64_t index = culebra_thread();                                  \
    if (index < block.count) {                                               \
      const float a = block.a, b = block.b;                                  \
      const struct culebra_places at = culebra_operands(block, index);       \
      const from x = ((const from *)block.first)[at.first];                  \
      const from y = ((const from *)block.second)[at.second];                \
      const from z = ((const from *)block.third)[at.third];                  \
      (void)a, (void)b, (void)y, (void)z;                                    \
      ((to *)block.output)[index] = (to)(formula);                           \
    }                                                                        \
  }

#endif
