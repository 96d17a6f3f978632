// The convolution's adjoint in its weight by matrix units, with operands in TF32 and bfloat16.
// Needs sm_80.
#include "conv2d_weight_gradient.cuh"
#include "matrix_tile.cuh"

CULEBRA_MATRIX_TILES(conv2d_weight_gradient)
