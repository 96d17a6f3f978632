// Updates of many tensors at once, element by element and in place: ops AdagradStep, AdamStep,
// AdamaxStep, EmaStep, RmspropStep and SgdStep. A scale of 0 keeps everything. The formulas are those
// of the C and vector kernels, operation by operation.
#include "tensors.cuh"

// Elements of a thread, loaded before any is stored so that loads wait for memory together.
#define EACH 4

struct culebra_update {
  struct culebra_tensors tensors;  // parameter, gradient, moments; next parameter, next moments
  const float *rates;
  const float *scale;
  double weight_decay;
  int32_t option;
  float first_weight;
  float second_decay;
  float second_weight;
  float epsilon;
};

// The formula replaces an element's values, of which the second is the gradient.
template <int MOMENTS, typename Formula>
static CULEBRA_DEVICE void update(const struct culebra_update &block, Formula formula) {
  const struct culebra_tensor &tensor = culebra_own_tensor(block.tensors);
  const int64_t begin = culebra_own_begin(block.tensors, tensor);
  const float scale = *block.scale;
  float values[EACH][MOMENTS + 2] = {};
  for (int step = 0; step < EACH; step++) {
    const int64_t i = begin + step * 256;
    if (i < tensor.count) {
      for (int kind = 0; kind < MOMENTS + 2; kind++) {
        values[step][kind] = tensor.inputs[kind][i];
      }
    }
  }
  for (int step = 0; step < EACH; step++) {
    if (scale != 0) {
      formula(values[step], scale);
    }
  }
  for (int step = 0; step < EACH; step++) {
    const int64_t i = begin + step * 256;
    if (i < tensor.count) {
      tensor.outputs[0][i] = values[step][0];
      for (int moment = 0; moment < MOMENTS; moment++) {
        tensor.outputs[1 + moment][i] = values[step][2 + moment];
      }
    }
  }
}

// A moment, 0 below the least normal number, as on processors where arithmetic on less is slow.
static CULEBRA_DEVICE float flush(float moment) {
  return fabsf(moment) < 0x1p-126f ? 0.0f : moment;
}

// Gradient with its scale and the penalty of weights.
static CULEBRA_DEVICE float penalized(const float *values, float scale, float penalty) {
  return fmaf(values[0], penalty, values[1] * scale);
}

CULEBRA_GLOBAL(adagrad_step, culebra_update) {
  update<1>(block, [&](float *values, float scale) {
    const float gradient = penalized(values, scale, (float)block.weight_decay);
    values[2] = flush(fmaf(gradient, gradient, values[2]));
    values[0] -= gradient * block.rates[0] / (sqrtf(values[2]) + block.epsilon);
  });
}

// The option: weights decay by themselves (AdamW).
CULEBRA_GLOBAL(adam_step, culebra_update) {
  update<2>(block, [&](float *values, float scale) {
    const bool decoupled = block.option != 0;
    const float kept = decoupled ? (float)(1 - block.rates[0] * block.weight_decay) : 1.0f;
    const float penalty = decoupled ? 0.0f : (float)block.weight_decay;
    const float inverse_root = 1.0f / block.rates[2];
    const float gradient = penalized(values, scale, penalty);
    values[2] = flush(fmaf(gradient - values[2], block.first_weight, values[2]));
    values[3] =
        flush(fmaf(gradient * block.second_weight, gradient, values[3] * block.second_decay));
    const float root = fmaf(sqrtf(values[3]), inverse_root, block.epsilon);
    values[0] = values[0] * kept - values[2] * block.rates[1] / root;
  });
}

CULEBRA_GLOBAL(adamax_step, culebra_update) {
  update<2>(block, [&](float *values, float scale) {
    const float gradient = penalized(values, scale, (float)block.weight_decay);
    values[2] = flush(fmaf(gradient - values[2], block.first_weight, values[2]));
    values[3] =
        flush(culebra_maximum(values[3] * block.second_decay, fabsf(gradient) + block.epsilon));
    values[0] -= values[2] * block.rates[0] / values[3];
  });
}

// The average of a parameter moves by first_weight towards it, which lies in the gradient's place.
CULEBRA_GLOBAL(ema_step, culebra_update) {
  update<0>(block, [&](float *values, float) {
    values[0] = fmaf(values[1] - values[0], block.first_weight, values[0]);
  });
}

// The second moment is the mean where it is taken, the last the velocity where there is one:
// first_weight is the momentum, the option says that the variance is about the mean.
template <int MOMENTS>
static CULEBRA_DEVICE void rmsprop(const struct culebra_update &block) {
  update<MOMENTS>(block, [&](float *values, float scale) {
    const float gradient = penalized(values, scale, (float)block.weight_decay);
    values[2] =
        flush(fmaf(gradient * block.second_weight, gradient, values[2] * block.second_decay));
    float variance = values[2];
    if (MOMENTS > 1 && block.option != 0) {
      values[3] = flush(fmaf(gradient - values[3], block.second_weight, values[3]));
      variance = fmaf(-values[3], values[3], variance);
    }
    float direction = gradient / (sqrtf(variance) + block.epsilon);
    if (block.first_weight != 0) {
      direction = flush(fmaf(values[MOMENTS + 1], block.first_weight, direction));
      values[MOMENTS + 1] = direction;
    }
    values[0] = fmaf(direction, -block.rates[0], values[0]);
  });
}

CULEBRA_GLOBAL(rmsprop_step_1, culebra_update) { rmsprop<1>(block); }
CULEBRA_GLOBAL(rmsprop_step_2, culebra_update) { rmsprop<2>(block); }
CULEBRA_GLOBAL(rmsprop_step_3, culebra_update) { rmsprop<3>(block); }

// first_weight is the momentum, the option Nesterov's.
CULEBRA_GLOBAL(sgd_step, culebra_update) {
  update<1>(block, [&](float *values, float scale) {
    const float gradient = penalized(values, scale, (float)block.weight_decay);
    values[2] = flush(fmaf(values[2], block.first_weight, gradient));
    const float direction =
        block.option != 0 ? fmaf(values[2], block.first_weight, gradient) : values[2];
    values[0] = fmaf(-block.rates[0], direction, values[0]);
  });
}
