// The convolution's adjoint in its input by matrix units, with operands in TF32 and bfloat16.
// Needs sm_80.
#include "conv_transpose2d.cuh"
#include "matrix_tile.cuh"

CULEBRA_MATRIX_TILES(conv_transpose2d)
