/*
 * A loss of each sample and its gradients in one pass: ops GaussianKl, BernoulliLogitsSum and
 * SquaredErrorSum, their gradients, and both together.
 */
#ifndef CULEBRA_SAMPLE_LOSS_H
#define CULEBRA_SAMPLE_LOSS_H

#include <stdint.h>

/* The losses, as Java numbers them. */
enum { CULEBRA_GAUSSIAN_KL, CULEBRA_BERNOULLI_LOGITS, CULEBRA_SQUARED_ERROR };

struct culebra_sample_loss {
  const float *left;  /* mean, logits, left */
  const float *right; /* log variance, targets, right */
  const float *seed;  /* gradient of each sample's loss; not read where no gradient is wanted */
  float *loss;        /* one number for each sample; NULL where it is not wanted */
  float *to_left;     /* gradients; all NULL where none is wanted. May be where operands are. */
  float *to_right;    /* of GAUSSIAN_KL alone, with to_left */
  int64_t length;     /* elements of a sample */
  int64_t kind;
};

#ifdef __cplusplus
extern "C"
#endif
/* Samples begin to end - 1. */
void culebra_sample_loss(const struct culebra_sample_loss *block, int64_t begin, int64_t end);

#endif
