#ifndef CULEBRA_GAUSSIAN_SAMPLE_DRAW_H
#define CULEBRA_GAUSSIAN_SAMPLE_DRAW_H

#include <math.h>

#include "culebra/exp.h"
#include "culebra/gaussian_sample.h"
#include "culebra/kernel.h"
#include "culebra/stream.h"
#include "draws.h"

/* mean + e^(log_variance / 2) noise; the noise is drawn into L1. */
static inline void draw_sample(const struct culebra_gaussian_sample *block, int64_t begin,
                               int64_t end) {
  const int64_t counter[] = {block->counter[0], block->counter[1], block->counter[2]};
  for (int64_t at = begin; at < end;) {
    _Alignas(64) float noise[4 * DRAWN_QUADS];
    const int64_t drawn =
        draw_some(counter, block->stream, counter[2] + at, counter[2] + end, noise);
    const float *mean = block->mean + at;
    const float *log_variance = block->log_variance + at;
    float *output = block->output + at;
    for (int line = 0; line < 4 * DRAWN_QUADS; line += CULEBRA_LINE) {
      culebra_will_read(mean + line);
      culebra_will_read(log_variance + line);
      culebra_will_write(output + line);
    }
    CULEBRA_INDEPENDENT
    for (int64_t i = 0; i < drawn; i++) {
      output[i] = fmaf(culebra_exp(log_variance[i] * 0.5f), noise[i], mean[i]);
    }
    at += drawn;
  }
}

#endif
