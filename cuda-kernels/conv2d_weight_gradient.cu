// The convolution's adjoint in its weight in float32 at each tile.
#include "conv2d_weight_gradient.cuh"

CULEBRA_FLOAT_TILES(conv2d_weight_gradient)
