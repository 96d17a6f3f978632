// The divergence of one diagonal Gaussian from another over each sample, and its gradient in all four
// operands at once: ops GaussianPairKl and GaussianPairKlGradient.
#include "team.cuh"

#include "culebra/exp.h"
#include "culebra/expm1.h"

struct culebra_gaussian_pair {
  const float *mean;
  const float *log_variance;
  const float *other_mean;
  const float *other_log_variance;
  const float *gradient;  // of each sample
  float *output;
  float *log_variance_output;
  float *other_mean_output;
  float *other_log_variance_output;
  int64_t lines;  // samples
  int64_t count;  // elements of a sample
};

struct pair {
  float shift;    // of the means
  float pull;     // the shift over the other variance
  float ratio;    // of the variances, its logarithm
  float excess;   // the ratio less 1
};

static CULEBRA_DEVICE struct pair compare(const struct culebra_gaussian_pair &block, int64_t i) {
  const float other = block.other_log_variance[i];
  struct pair pair;
  pair.shift = block.mean[i] - block.other_mean[i];
  pair.pull = pair.shift * culebra_exp(-other);
  pair.ratio = block.log_variance[i] - other;
  pair.excess = culebra_expm1(pair.ratio);
  return pair;
}

template <int TEAM>
static CULEBRA_DEVICE void gaussian_pair_kl(const struct culebra_gaussian_pair &block) {
  const int64_t sample = culebra_team<TEAM>();
  if (sample >= block.lines) {
    return;
  }
  float total = 0;
  for (int64_t i = culebra_member<TEAM>(); i < block.count; i += TEAM) {
    const struct pair pair = compare(block, sample * block.count + i);
    total += 0.5f * ((pair.excess - pair.ratio) + pair.shift * pair.pull);
  }
  total = culebra_together<TEAM>(total, culebra_add());
  if (culebra_member<TEAM>() == 0) {
    block.output[sample] = total;
  }
}

CULEBRA_TEAMS(gaussian_pair_kl, culebra_gaussian_pair)

CULEBRA_GLOBAL(gaussian_pair_kl_gradient, culebra_gaussian_pair) {
  const int64_t i = culebra_thread();
  if (i >= block.lines * block.count) {
    return;
  }
  const float gradient = block.gradient[i / block.count];
  const struct pair pair = compare(block, i);
  block.output[i] = gradient * pair.pull;
  block.log_variance_output[i] = 0.5f * gradient * pair.excess;
  block.other_mean_output[i] = -gradient * pair.pull;
  block.other_log_variance_output[i] = -0.5f * gradient * (pair.excess + pair.shift * pair.pull);
}
