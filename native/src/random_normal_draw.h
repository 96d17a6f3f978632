#ifndef CULEBRA_RANDOM_NORMAL_DRAW_H
#define CULEBRA_RANDOM_NORMAL_DRAW_H

#include "culebra/stream.h"
#include "draws.h"

/* A chunk may begin and end inside a quad. */
static inline void draw_normal(const struct culebra_random_normal *block, int64_t begin,
                               int64_t end) {
  const int64_t counter[] = {block->counter[0], block->counter[1], block->counter[2]};
  const int32_t stream = block->stream;
  for (int64_t at = begin; at < end;) {
    for (int line = 0; line < 4 * DRAWN_QUADS; line += CULEBRA_LINE) {
      culebra_will_write(block->output + at + line);
    }
    at += draw_some(counter, stream, counter[2] + at, counter[2] + end, block->output + at);
  }
}

#endif
