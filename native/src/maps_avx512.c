#include "map_loops.h"

#define CULEBRA_MAP_COMPILED(name, arrays, value)                                              \
  void culebra_map_##name##_avx512(const float *left, const float *right, float *output,       \
                                   int64_t count, int64_t repeated);                           \
  void culebra_map_##name##_avx512(const float *left, const float *right, float *output,       \
                                   int64_t count, int64_t repeated) {                          \
    map_##name(left, right, output, count, repeated);                                          \
  }

CULEBRA_MAPS(CULEBRA_MAP_COMPILED)
