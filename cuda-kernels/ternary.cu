// Functions of three elements; the operands repeat where their shapes say so.
#include "elementwise.cuh"

#include "culebra/activation.h"

#define TERNARY(name, formula) CULEBRA_ELEMENTWISE(ternary_##name, float, float, formula)

TERNARY(bernoulli_logits_gradient, z * (culebra_sigmoid(x) - y))
TERNARY(gaussian_nll, 0.5f * fmaf((z - x) * (z - x), culebra_exp(-y), y + a))
TERNARY(reparameterize, fmaf(culebra_exp(0.5f * y), z, x))
TERNARY(reparameterize_gradient, 0.5f * x * (y - z))
