// The convolution in float32 at each tile.
#include "conv2d_product.cuh"

CULEBRA_FLOAT_TILES(conv2d)
