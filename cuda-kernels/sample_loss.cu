// A loss of each sample, its gradients, or both in one pass, with the same bits either way: ops
// GaussianKl, BernoulliLogitsSum and SquaredErrorSum, and their gradients. A gradient may be where an
// operand is: each element is written by the thread that has read it.
#include "functions.cuh"
#include "team.cuh"

struct culebra_sample_loss {
  const float *left;   // mean, logits, left
  const float *right;  // log variance, targets, right
  const float *seed;   // gradient of each sample's loss; null where no gradient is wanted
  float *loss;         // of each sample; null where it is not wanted
  float *to_left;      // gradients, null where they are not wanted
  float *to_right;     // of gaussian_kl alone
  int64_t lines;       // samples
  int64_t count;       // elements of a sample
};

struct gaussian_kl_terms {
  static CULEBRA_DEVICE float loss(float mean, float log_variance) {
    return 0.5f * fmaf(mean, mean, culebra_expm1(log_variance) - log_variance);
  }
  static CULEBRA_DEVICE float to_left(float mean, float, float seed) { return seed * mean; }
  static CULEBRA_DEVICE float to_right(float log_variance, float seed) {
    return 0.5f * seed * culebra_expm1(log_variance);
  }
};

struct bernoulli_logits_sum_terms {
  static CULEBRA_DEVICE float loss(float logit, float target) {
    return culebra_apply(CULEBRA_BINARY_bernoulli_logits, logit, target, 0, 0, 0);
  }
  static CULEBRA_DEVICE float to_left(float logit, float target, float seed) {
    return culebra_apply(CULEBRA_TERNARY_bernoulli_logits_gradient, logit, target, seed, 0, 0);
  }
};

struct squared_error_sum_terms {
  static CULEBRA_DEVICE float loss(float left, float right) {
    return culebra_apply(CULEBRA_BINARY_squared_error, left, right, 0, 0, 0);
  }
  static CULEBRA_DEVICE float to_left(float left, float right, float seed) {
    return culebra_apply(CULEBRA_TERNARY_squared_error_gradient, left, right, seed, 0, 0);
  }
};

template <int TEAM, bool BOTH, typename Terms>
static CULEBRA_DEVICE void sample_loss(const struct culebra_sample_loss &block) {
  const int64_t sample = culebra_team<TEAM>();
  if (sample >= block.lines) {
    return;
  }
  const float seed = block.seed == nullptr ? 0 : block.seed[sample];
  float total = 0;
  for (int64_t i = culebra_member<TEAM>(); i < block.count; i += TEAM) {
    const int64_t at = sample * block.count + i;
    const float left = block.left[at], right = block.right[at];
    total += Terms::loss(left, right);
    if (block.to_left != nullptr) {
      block.to_left[at] = Terms::to_left(left, right, seed);
    }
    if constexpr (BOTH) {
      if (block.to_right != nullptr) {
        block.to_right[at] = Terms::to_right(right, seed);
      }
    }
  }
  if (block.loss == nullptr) {
    return;
  }
  total = culebra_together<TEAM>(total, culebra_add());
  if (culebra_member<TEAM>() == 0) {
    block.loss[sample] = total;
  }
}

#define SAMPLE_LOSS(name, both)                                              \
  template <int TEAM>                                                        \
  static CULEBRA_DEVICE void name(const struct culebra_sample_loss &block) { \
    sample_loss<TEAM, both, name##_terms>(block);                            \
  }                                                                          \
  CULEBRA_TEAMS(name, culebra_sample_loss)

SAMPLE_LOSS(gaussian_kl, true)
SAMPLE_LOSS(bernoulli_logits_sum, false)
SAMPLE_LOSS(squared_error_sum, false)
