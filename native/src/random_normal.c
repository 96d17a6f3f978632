#include "culebra/random_normal.h"

#include "culebra/kernel.h"
#include "culebra/layout.h"

CULEBRA_FIELDS(culebra_random_normal) = {
    CULEBRA_FIELD(culebra_random_normal, counter),
    CULEBRA_FIELD(culebra_random_normal, output),
    CULEBRA_FIELD(culebra_random_normal, count),
    CULEBRA_FIELD(culebra_random_normal, stream),
    CULEBRA_END(culebra_random_normal),
};

static inline void draw_quad(const int64_t *counter, int32_t stream, int64_t quad, float *output) {
  struct culebra_philox_words words = culebra_random_words(counter, stream, quad);
  struct culebra_normal_pair low = culebra_normal_pair(words.word[0], words.word[1]);
  struct culebra_normal_pair high = culebra_normal_pair(words.word[2], words.word[3]);
  output[0] = low.first;
  output[1] = low.second;
  output[2] = high.first;
  output[3] = high.second;
}

/* Elements first to last - 1 of one quad. */
static inline void draw_part(const struct culebra_random_normal *block, int64_t first,
                             int64_t last) {
  if (first < last) {
    float draws[4];
    draw_quad(block->counter, block->stream, first >> 2, draws);
    for (int64_t element = first; element < last; element++) {
      block->output[element - block->counter[2]] = draws[element & 3];
    }
  }
}

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

/* A chunk may begin and end inside a quad. */
CULEBRA_KERNEL void culebra_random_normal(const struct culebra_random_normal *block, int64_t begin,
                                          int64_t end) {
  const int64_t counter[] = {block->counter[0], block->counter[1], block->counter[2]};
  const int32_t stream = block->stream;
  const int64_t first = counter[2] + begin;
  const int64_t last = counter[2] + end;
  const int64_t whole = (first + 3) >> 2;
  const int64_t whole_end = last >> 2;

  draw_part(block, first, smaller(4 * whole, last));
  float *output = block->output + (4 * whole - counter[2]);
  for (int64_t quad = 0; quad < whole_end - whole; quad++) {
    draw_quad(counter, stream, whole + quad, output + 4 * quad);
  }
  draw_part(block, larger(4 * whole_end, smaller(4 * whole, last)), last);
}
