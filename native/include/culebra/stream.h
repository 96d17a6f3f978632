/*
 * What a loop over long arrays asks the caches for, ahead of time. A line that is written needs to be
 * owned first, and stores ask for that one after the other; a hint asks for many at once. Measured on
 * 16 MB read and 16 MB written by one thread: 2.0 ms without, 1.2 ms with hints; 1.05 ms by stores that
 * go past the caches, but then who reads the result next takes 1.7 ms instead of 0.6, and results
 * written in place take three times as long. So stores stay ordinary ones, for arrays of 64 MB too, where
 * neither way was faster. (Timed in turns, stores past the caches look better than they are: they leave
 * the other way's arrays in memory, where otherwise a large last cache would hold them.)
 */
#ifndef CULEBRA_STREAM_H
#define CULEBRA_STREAM_H

#include "culebra/inline.h"

/* Floats between what is computed and what is asked for. */
enum { CULEBRA_AHEAD = 512 };

/* Floats of a cache line. */
enum { CULEBRA_LINE = 16 };

CULEBRA_INLINE void culebra_will_read(const float *from) {
  __builtin_prefetch(from + CULEBRA_AHEAD, 0, 3);
}

CULEBRA_INLINE void culebra_will_write(const float *to) {
  __builtin_prefetch(to + CULEBRA_AHEAD, 1, 3);
}

/* What will be read, but not soon: it waits in the second cache. */
CULEBRA_INLINE void culebra_will_read_later(const float *from) {
  __builtin_prefetch(from, 0, 2);
}

#endif
