// Updates of one tensor, element by element and in place: ops AdamStep, SgdStep and EmaStep; and what
// clips all gradients together: AllFinite, GlobalNorm, ClipScale, ClipValues.
#include "elementwise.cuh"

struct culebra_update {
  float *parameter;
  const float *gradient;
  float *first;
  float *second;
  const float *rates;
  const float *scale;
  float *next_parameter;
  float *next_first;
  float *next_second;
  int64_t count;
  double weight_decay;
  int32_t option;
  float first_weight;
  float second_decay;
  float second_weight;
  float epsilon;
};

// A scale of 0 keeps everything. The formulas are those of native/src/adam_step.c.
CULEBRA_GLOBAL(adam_step, culebra_update) {
  const int64_t i = culebra_thread();
  if (i >= block.count) {
    return;
  }
  const float scale = *block.scale;
  float parameter = block.parameter[i], first = block.first[i], second = block.second[i];
  if (scale != 0) {
    const bool decoupled = block.option != 0;
    const float kept = decoupled ? (float)(1 - block.rates[0] * block.weight_decay) : 1.0f;
    const float penalty = decoupled ? 0.0f : (float)block.weight_decay;
    const float inverse_root = 1.0f / block.rates[2];
    const float gradient = fmaf(parameter, penalty, block.gradient[i] * scale);
    first = fmaf(gradient - first, block.first_weight, first);
    second = fmaf(gradient * block.second_weight, gradient, second * block.second_decay);
    const float root = fmaf(sqrtf(second), inverse_root, block.epsilon);
    parameter = parameter * kept - first * block.rates[1] / root;
  }
  block.next_parameter[i] = parameter;
  block.next_first[i] = first;
  block.next_second[i] = second;
}

// first_weight is the momentum, the option Nesterov's.
CULEBRA_GLOBAL(sgd_step, culebra_update) {
  const int64_t i = culebra_thread();
  if (i >= block.count) {
    return;
  }
  const float scale = *block.scale;
  float parameter = block.parameter[i], first = block.first[i];
  if (scale != 0) {
    const float gradient = fmaf(parameter, (float)block.weight_decay, block.gradient[i] * scale);
    first = fmaf(first, block.first_weight, gradient);
    const float direction = block.option ? fmaf(first, block.first_weight, gradient) : first;
    parameter = fmaf(-block.rates[0], direction, parameter);
  }
  block.next_parameter[i] = parameter;
  block.next_first[i] = first;
}

// The average of a parameter moves by first_weight towards it.
CULEBRA_GLOBAL(ema_step, culebra_update) {
  const int64_t i = culebra_thread();
  if (i < block.count) {
    const float average = block.parameter[i];
    const float moved = fmaf(block.gradient[i] - average, block.first_weight, average);
    block.next_parameter[i] = *block.scale != 0 ? moved : average;
  }
}

struct culebra_watch {
  const float *input;
  float *output;
  int64_t count;
  float limit;
};

// The output is 1 before the first tensor; threads that write it write the same.
CULEBRA_GLOBAL(all_finite, culebra_watch) {
  const int64_t i = culebra_thread();
  if (i < block.count && !(fabsf(block.input[i]) < INFINITY)) {
    *block.output = 0;
  }
}

struct culebra_norm {
  const float *input;
  double *total;
  float *output;
  int64_t count;
};

// Adds the squares of a tensor to the total. One block, so that the order of the sum is fixed; in
// double, because squares of large gradients leave the range of floats.
CULEBRA_GLOBAL(global_norm_add, culebra_norm) {
  CULEBRA_SHARED(double, totals, 256);
  double total = 0;
  for (int64_t i = threadIdx.x; i < block.count; i += 256) {
    total += (double)block.input[i] * block.input[i];
  }
  totals[threadIdx.x] = total;
  for (unsigned half = 128; half > 0; half /= 2) {
    __syncthreads();
    if (threadIdx.x < half) {
      totals[threadIdx.x] += totals[threadIdx.x + half];
    }
  }
  if (threadIdx.x == 0) {
    *block.total += totals[0];
  }
}

CULEBRA_GLOBAL(global_norm_root, culebra_norm) {
  if (threadIdx.x == 0) {
    *block.output = (float)sqrt(*block.total);
  }
}

struct culebra_clip_scale {
  const float *norm;
  const float *finite;
  float *output;
  double maximum;
};

CULEBRA_GLOBAL(clip_scale, culebra_clip_scale) {
  if (threadIdx.x == 0) {
    const double factor = block.maximum / (*block.norm + 1e-6);
    const double bounded = factor < 0x1p-149 ? 0x1p-149 : factor > 1 ? 1 : factor;
    *block.output = *block.finite != 0 ? (float)bounded : 0.0f;
  }
}

CULEBRA_GLOBAL(clip_values, culebra_watch) {
  const int64_t i = culebra_thread();
  if (i < block.count) {
    const float x = block.input[i];
    block.output[i] = culebra_minimum(culebra_maximum(x, -block.limit), block.limit);
  }
}
