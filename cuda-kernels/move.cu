// Elements that move without being read as numbers: ops Broadcast, Concat, Slice, SliceGradient,
// Transpose, Select and Fill, by the bytes of an element.
#include "elementwise.cuh"

struct culebra_move {
  const void *input;
  void *output;
  int64_t count;
  int64_t sizes[CULEBRA_AXES];
  int64_t input_strides[CULEBRA_AXES];
  int64_t output_strides[CULEBRA_AXES];
  int32_t axes;
};

struct culebra_fill {
  void *output;
  int64_t count;
  int64_t bits;
};

#define MOVE(bytes, type)                                                                     \
  CULEBRA_GLOBAL(move_##bytes, culebra_move) {                                                \
    int64_t rest = culebra_thread();                                                          \
    if (rest < block.count) {                                                                 \
      int64_t from = 0, to = 0;                                                               \
      CULEBRA_ROLLED                                                                          \
      for (int axis = block.axes - 1; axis >= 0; axis--) {                                    \
        const int64_t before = rest / block.sizes[axis];                                      \
        const int64_t coordinate = rest - before * block.sizes[axis];                         \
        from += coordinate * block.input_strides[axis];                                       \
        to += coordinate * block.output_strides[axis];                                        \
        rest = before;                                                                        \
      }                                                                                       \
      ((type *)block.output)[to] = ((const type *)block.input)[from];                         \
    }                                                                                         \
  }                                                                                           \
  CULEBRA_GLOBAL(fill_##bytes, culebra_fill) {                                                \
    const int64_t index = culebra_thread();                                                   \
    if (index < block.count) {                                                                \
      ((type *)block.output)[index] = (type)block.bits;                                       \
    }                                                                                         \
  }                                                                                           \
  /* The first operand is the condition. */                                                   \
  CULEBRA_GLOBAL(select_##bytes, culebra_elementwise) {                                       \
    const int64_t index = culebra_thread();                                                   \
    if (index < block.count) {                                                                \
      const struct culebra_places at = culebra_operands(block, index);                        \
      const bool chosen = ((const uint8_t *)block.first)[at.first] != 0;                      \
      const type x = ((const type *)block.second)[at.second];                                 \
      const type y = ((const type *)block.third)[at.third];                                   \
      ((type *)block.output)[index] = chosen ? x : y;                                         \
    }                                                                                         \
  }

MOVE(1, uint8_t)
MOVE(4, uint32_t)
MOVE(8, uint64_t)
