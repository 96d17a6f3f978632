/*
 * The loops of all maps, which the compiler vectorizes. The division of a sigmoid or tanh costs little,
 * since it passes beside the other arithmetic: ten multiplications and additions that give the same bits
 * for every divisor took 1.4 times as long.
 */
#ifndef CULEBRA_MAP_LOOPS_H
#define CULEBRA_MAP_LOOPS_H

#include "culebra/kernel.h"
#include "culebra/maps.h"
#include "culebra/stream.h"

/* Elements that share a round of hints: more hints at once would wait for each other. */
enum { HINTED = 128 };

#define CULEBRA_MAP_ELEMENTS(x_of, y_of, value, begin, end)                                   \
  CULEBRA_INDEPENDENT                                                                         \
  for (int64_t i = begin; i < (end); i++) {                                                   \
    const float x = x_of;                                                                     \
    const float y = y_of;                                                                     \
    (void)y;                                                                                  \
    output[i] = value;                                                                        \
  }

/* Without hints, for data in the caches. */
#define CULEBRA_MAP_CACHED(name, arrays, value)                                               \
  static inline void map_cached_##name(const float *left, const float *right, float *output,  \
                                       int64_t count, int64_t repeated) {                     \
    if ((arrays) == 1 || repeated == 0) {                                                     \
      CULEBRA_MAP_ELEMENTS(left[i], (arrays) == 2 ? right[i] : 0, value, 0, count)            \
      return;                                                                                 \
    }                                                                                         \
    const float first = *left;                                                                \
    const float second = *right;                                                              \
    if (repeated == CULEBRA_RIGHT_REPEATS) {                                                  \
      CULEBRA_MAP_ELEMENTS(left[i], second, value, 0, count)                                  \
    } else if (repeated == CULEBRA_LEFT_REPEATS) {                                            \
      CULEBRA_MAP_ELEMENTS(first, right[i], value, 0, count)                                  \
    } else {                                                                                  \
      CULEBRA_MAP_ELEMENTS(first, second, value, 0, count)                                    \
    }                                                                                         \
  }

#define CULEBRA_MAP_LOOP(name, arrays, value)                                                 \
  static inline void map_##name(const float *left, const float *right, float *output,         \
                                int64_t count, int64_t repeated) {                            \
    const int64_t hinted = (arrays) == 1 || repeated == 0 ? count / HINTED * HINTED : 0;      \
    for (int64_t at = 0; at < hinted; at += HINTED) {                                         \
      for (int64_t line = at; line < at + HINTED; line += CULEBRA_LINE) {                     \
        culebra_will_read(left + line);                                                       \
        if ((arrays) == 2) {                                                                  \
          culebra_will_read(right + line);                                                    \
        }                                                                                     \
        culebra_will_write(output + line);                                                    \
      }                                                                                       \
      CULEBRA_MAP_ELEMENTS(left[i], (arrays) == 2 ? right[i] : 0, value, at, at + HINTED)     \
    }                                                                                         \
    map_cached_##name(left + hinted, right + hinted, output + hinted, count - hinted, repeated);\
  }

CULEBRA_MAPS(CULEBRA_MAP_CACHED)
CULEBRA_MAPS(CULEBRA_MAP_LOOP)

#endif
