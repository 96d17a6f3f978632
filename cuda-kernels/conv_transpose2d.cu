// The convolution's adjoint in its input in float32 at each tile.
#include "conv_transpose2d.cuh"

#define GLOBAL(shape, rows, columns, depth, high, broad)                        \
  typedef Tile<rows, columns, depth, high, broad> Tile_##shape;                 \
  CULEBRA_TILE_GLOBAL(Tile_##shape, conv_transpose2d_##shape, culebra_conv2d) { \
    CULEBRA_SHARED(float4, left, Tile_##shape::LEFT_QUADS);                     \
    CULEBRA_SHARED(float4, right, Tile_##shape::RIGHT_QUADS);                   \
    conv_transpose2d<Tile_##shape>(block, left, right);                         \
  }

CULEBRA_TILES(GLOBAL)
