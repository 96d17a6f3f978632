// The convolution's adjoint in its input in float32 at each tile.
#include "conv_transpose2d.cuh"

CULEBRA_FLOAT_TILES(conv_transpose2d)
