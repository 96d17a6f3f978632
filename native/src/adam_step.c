#include "culebra/adam_step.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "culebra/kernel.h"
#include "culebra/layout.h"

CULEBRA_FIELDS(culebra_adam_step) = {
    CULEBRA_FIELD(culebra_adam_step, parameter),
    CULEBRA_FIELD(culebra_adam_step, gradient),
    CULEBRA_FIELD(culebra_adam_step, first),
    CULEBRA_FIELD(culebra_adam_step, second),
    CULEBRA_FIELD(culebra_adam_step, rates),
    CULEBRA_FIELD(culebra_adam_step, scale),
    CULEBRA_FIELD(culebra_adam_step, next_parameter),
    CULEBRA_FIELD(culebra_adam_step, next_first),
    CULEBRA_FIELD(culebra_adam_step, next_second),
    CULEBRA_FIELD(culebra_adam_step, weight_decay),
    CULEBRA_FIELD(culebra_adam_step, decoupled),
    CULEBRA_FIELD(culebra_adam_step, first_weight),
    CULEBRA_FIELD(culebra_adam_step, second_decay),
    CULEBRA_FIELD(culebra_adam_step, second_weight),
    CULEBRA_FIELD(culebra_adam_step, epsilon),
    CULEBRA_END(culebra_adam_step),
};

static void keep(float *next, const float *old, int64_t begin, int64_t end) {
  if (next != old) {
    memcpy(next + begin, old + begin, (size_t)(end - begin) * sizeof *next);
  }
}

/* A moment, 0 below the least normal number: those of a unit that is never active again would shrink
   for ever, and every arithmetic on a subnormal number takes the processor some hundred cycles. */
static inline float flush(float moment) { return fabsf(moment) < FLT_MIN ? 0.0f : moment; }

CULEBRA_KERNEL void culebra_adam_step(const struct culebra_adam_step *block, int64_t begin,
                                      int64_t end) {
  if (*block->scale == 0) {
    keep(block->next_parameter, block->parameter, begin, end);
    keep(block->next_first, block->first, begin, end);
    keep(block->next_second, block->second, begin, end);
    return;
  }
  const struct culebra_adam_step b = *block;
  const float kept = b.decoupled ? (float)(1 - b.rates[0] * b.weight_decay) : 1.0f;
  const float scale = *b.scale;
  const float penalty = b.decoupled ? 0.0f : (float)b.weight_decay;
  const float step_size = b.rates[1];
  const float inverse_root = 1.0f / b.rates[2];
  CULEBRA_INDEPENDENT
  for (int64_t i = begin; i < end; i++) {
    float gradient = fmaf(b.parameter[i], penalty, b.gradient[i] * scale);
    float first = flush(fmaf(gradient - b.first[i], b.first_weight, b.first[i]));
    float second =
        flush(fmaf(gradient * b.second_weight, gradient, b.second[i] * b.second_decay));
    float root = fmaf(sqrtf(second), inverse_root, b.epsilon);
    b.next_parameter[i] = b.parameter[i] * kept - first * step_size / root;
    b.next_first[i] = first;
    b.next_second[i] = second;
  }
}
