// Functions of one element: ops Abs to Tanh.
#include "functions.cuh"

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

CULEBRA_UNARY(UNARY)
