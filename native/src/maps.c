#include "map_loops.h"

#ifdef CULEBRA_DISPATCH
#define CULEBRA_MAP_CHOSEN(name, arrays, value)                                                \
  void culebra_map_##name##_avx512(const float *left, const float *right, float *output,       \
                                   int64_t count, int64_t repeated);                           \
  void culebra_map_##name##_avx2(const float *left, const float *right, float *output,         \
                                 int64_t count, int64_t repeated);                             \
  CULEBRA_EXPORT void culebra_map_##name(const float *left, const float *right, float *output, \
                                         int64_t count, int64_t repeated) {                    \
    if (CULEBRA_HAS_AVX512) {                                                                  \
      culebra_map_##name##_avx512(left, right, output, count, repeated);                       \
    } else if (CULEBRA_HAS_AVX2) {                                                             \
      culebra_map_##name##_avx2(left, right, output, count, repeated);                         \
    } else {                                                                                   \
      map_##name(left, right, output, count, repeated);                                        \
    }                                                                                          \
  }
#else
#define CULEBRA_MAP_CHOSEN(name, arrays, value)                                                \
  CULEBRA_EXPORT void culebra_map_##name(const float *left, const float *right, float *output, \
                                         int64_t count, int64_t repeated) {                    \
    map_##name(left, right, output, count, repeated);                                          \
  }
#endif

CULEBRA_MAPS(CULEBRA_MAP_CHOSEN)
