#include "culebra/vq_assign.h"

#include <string.h>

#include "culebra/kernel.h"
#include "culebra/layout.h"

CULEBRA_FIELDS(culebra_vq_assign) = {
    CULEBRA_FIELD(culebra_vq_assign, vectors),
    CULEBRA_FIELD(culebra_vq_assign, index),
    CULEBRA_FIELD(culebra_vq_assign, counts),
    CULEBRA_FIELD(culebra_vq_assign, sums),
    CULEBRA_FIELD(culebra_vq_assign, begins),
    CULEBRA_FIELD(culebra_vq_assign, sorted),
    CULEBRA_FIELD(culebra_vq_assign, samples),
    CULEBRA_FIELD(culebra_vq_assign, heads),
    CULEBRA_FIELD(culebra_vq_assign, codes),
    CULEBRA_FIELD(culebra_vq_assign, depth),
    CULEBRA_END(culebra_vq_assign),
};

/* Counts, then fills from the ends: that keeps the order and leaves the beginnings. */
CULEBRA_EXPORT void culebra_vq_assign_sort(const struct culebra_vq_assign *block, int64_t begin,
                                           int64_t end) {
  const struct culebra_vq_assign b = *block;
  if (begin >= end) {
    return;
  }
  memset(b.begins, 0, (size_t)(b.heads * b.codes + 1) * sizeof *b.begins);
  for (int64_t sample = 0; sample < b.samples; sample++) {
    for (int64_t head = 0; head < b.heads; head++) {
      b.begins[head * b.codes + b.index[sample * b.heads + head]]++;
    }
  }
  int32_t last = 0;
  for (int64_t code = 0; code <= b.heads * b.codes; code++) {
    last += b.begins[code];
    b.begins[code] = last;
  }
  for (int64_t sample = b.samples - 1; sample >= 0; sample--) {
    for (int64_t head = 0; head < b.heads; head++) {
      int64_t place = sample * b.heads + head;
      b.sorted[--b.begins[head * b.codes + b.index[place]]] = (int32_t)place;
    }
  }
}

CULEBRA_KERNEL void culebra_vq_assign(const struct culebra_vq_assign *block, int64_t begin,
                                      int64_t end) {
  const struct culebra_vq_assign b = *block;
  const int64_t codes = b.heads * b.codes;
  const int64_t last = end * CULEBRA_VQ_GROUP < codes ? end * CULEBRA_VQ_GROUP : codes;
  for (int64_t code = begin * CULEBRA_VQ_GROUP; code < last; code++) {
    float *restrict sum = b.sums + code * b.depth;
    memset(sum, 0, (size_t)b.depth * sizeof *sum);
    for (int32_t i = b.begins[code]; i < b.begins[code + 1]; i++) {
      const float *vector = b.vectors + b.sorted[i] * b.depth;
      for (int64_t j = 0; j < b.depth; j++) {
        sum[j] += vector[j];
      }
    }
    b.counts[code] = (float)(b.begins[code + 1] - b.begins[code]);
  }
}
