/*
 * One step of Adam for one tensor: op AdamStep, which holds the formula. If *scale is 0 the state
 * is kept. The next state may lie on the old one.
 */
#ifndef CULEBRA_ADAM_STEP_H
#define CULEBRA_ADAM_STEP_H

#include <stdint.h>

struct culebra_adam_step {
  const float *parameter;
  const float *gradient;
  const float *first;
  const float *second;
  const float *rates; /* lr, lr / (1 - beta1^t), sqrt(1 - beta2^t) */
  const float *scale; /* of the gradient */
  float *next_parameter;
  float *next_first;
  float *next_second;
  double weight_decay;
  int32_t decoupled;
  float first_weight;
  float second_decay;
  float second_weight;
  float epsilon;
};

#ifdef __cplusplus
extern "C"
#endif
/* Updates elements begin to end - 1. */
void culebra_adam_step(const struct culebra_adam_step *block, int64_t begin, int64_t end);

#endif
