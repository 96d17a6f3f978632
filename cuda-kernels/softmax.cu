// Softmax and what else is made of sums of exponentials along an axis: ops Softmax, LogSoftmax,
// LogSumExp, CrossEntropy and CrossEntropyGradient. A team has a line.
#include "fault.cuh"
#include "team.cuh"

#include "culebra/exp.h"
#include "culebra/log.h"

struct culebra_softmax {
  const float *input;
  const int32_t *targets;
  const float *gradient;
  float *output;
  struct culebra_fault *fault;
  int64_t lines;
  int64_t count;   // elements of a line
  int64_t stride;  // from one to the next; so many lines begin beside each other
};

struct line {
  int64_t first;
  float shift;  // the largest element
  float total;  // of the exponentials
};

// The sum of exponentials about the largest element; about 0 if that is infinite and must not count.
template <int TEAM>
static CULEBRA_DEVICE struct line sum_up(const struct culebra_softmax &block, int64_t line,
                                         bool only_finite) {
  struct line found;
  found.first = line / block.stride * block.count * block.stride + line % block.stride;
  const float *x = block.input + found.first;
  float largest = -INFINITY;
  for (int64_t i = culebra_member<TEAM>(); i < block.count; i += TEAM) {
    largest = culebra_maximum(largest, x[i * block.stride]);
  }
  largest = culebra_together<TEAM>(largest, culebra_greater());
  found.shift = only_finite && isinf(largest) ? 0 : largest;
  float total = 0;
  CULEBRA_ROLLED
  for (int64_t i = culebra_member<TEAM>(); i < block.count; i += TEAM) {
    total += culebra_exp(x[i * block.stride] - found.shift);
  }
  found.total = culebra_together<TEAM>(total, culebra_add());
  return found;
}

template <int TEAM>
static CULEBRA_DEVICE void softmax(const struct culebra_softmax &block) {
  if (culebra_team<TEAM>() >= block.lines) {
    return;
  }
  const struct line line = sum_up<TEAM>(block, culebra_team<TEAM>(), false);
  CULEBRA_ROLLED
  for (int64_t i = culebra_member<TEAM>(); i < block.count; i += TEAM) {
    const int64_t at = line.first + i * block.stride;
    block.output[at] = culebra_exp(block.input[at] - line.shift) / line.total;
  }
}

template <int TEAM>
static CULEBRA_DEVICE void log_softmax(const struct culebra_softmax &block) {
  if (culebra_team<TEAM>() >= block.lines) {
    return;
  }
  const struct line line = sum_up<TEAM>(block, culebra_team<TEAM>(), false);
  const float logarithm = culebra_log(line.total);
  for (int64_t i = culebra_member<TEAM>(); i < block.count; i += TEAM) {
    const int64_t at = line.first + i * block.stride;
    block.output[at] = block.input[at] - line.shift - logarithm;
  }
}

template <int TEAM>
static CULEBRA_DEVICE void log_sum_exp(const struct culebra_softmax &block) {
  if (culebra_team<TEAM>() >= block.lines) {
    return;
  }
  const struct line line = sum_up<TEAM>(block, culebra_team<TEAM>(), true);
  if (culebra_member<TEAM>() == 0) {
    block.output[culebra_team<TEAM>()] = line.shift + culebra_log(line.total);
  }
}

// Whether the class of a line is one of its elements; else the first member says so.
template <int TEAM>
static CULEBRA_DEVICE bool has_target(const struct culebra_softmax &block, int64_t line) {
  const int32_t target = block.targets[line];
  const bool inside = culebra_inside(target, block.count);
  if (!inside && culebra_member<TEAM>() == 0) {
    culebra_raise(block.fault, line, target);
  }
  return inside;
}

template <int TEAM>
static CULEBRA_DEVICE void cross_entropy(const struct culebra_softmax &block) {
  const int64_t own = culebra_team<TEAM>();
  if (own >= block.lines) {
    return;
  }
  const bool inside = has_target<TEAM>(block, own);
  const struct line line = sum_up<TEAM>(block, own, false);
  if (culebra_member<TEAM>() == 0) {
    const float chosen = inside ? block.input[line.first + block.targets[own]] : NAN;
    block.output[own] = culebra_log(line.total) + (line.shift - chosen);
  }
}

template <int TEAM>
static CULEBRA_DEVICE void cross_entropy_gradient(const struct culebra_softmax &block) {
  const int64_t own = culebra_team<TEAM>();
  if (own >= block.lines) {
    return;
  }
  const float gradient = has_target<TEAM>(block, own) ? block.gradient[own] : NAN;
  const struct line line = sum_up<TEAM>(block, own, false);
  CULEBRA_ROLLED
  for (int64_t k = culebra_member<TEAM>(); k < block.count; k += TEAM) {
    const float share = culebra_exp(block.input[line.first + k] - line.shift) / line.total;
    block.output[line.first + k] = gradient * (k == block.targets[own] ? share - 1 : share);
  }
}

CULEBRA_TEAMS(softmax, culebra_softmax)
CULEBRA_TEAMS(log_softmax, culebra_softmax)
CULEBRA_TEAMS(log_sum_exp, culebra_softmax)
CULEBRA_TEAMS(cross_entropy, culebra_softmax)
CULEBRA_TEAMS(cross_entropy_gradient, culebra_softmax)
