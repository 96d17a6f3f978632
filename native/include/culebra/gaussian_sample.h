/* A draw from N(mean, e^log_variance) with its noise: op GaussianSample. */
#ifndef CULEBRA_GAUSSIAN_SAMPLE_H
#define CULEBRA_GAUSSIAN_SAMPLE_H

#include <stdint.h>

struct culebra_gaussian_sample {
  const float *mean;
  const float *log_variance;
  const int64_t *counter; /* seed, step, offset of element 0 */
  float *output;
  int32_t stream;
};

#ifdef __cplusplus
extern "C"
#endif
/* Draws elements begin to end - 1. */
void culebra_gaussian_sample(const struct culebra_gaussian_sample *block, int64_t begin,
                             int64_t end);

#endif
