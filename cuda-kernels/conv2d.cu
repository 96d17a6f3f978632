// The convolution in float32 at each tile.
#include "conv2d_product.cuh"

#define GLOBAL(shape, rows, columns, depth, high, broad)              \
  typedef Tile<rows, columns, depth, high, broad> Tile_##shape;       \
  CULEBRA_TILE_GLOBAL(Tile_##shape, conv2d_##shape, culebra_conv2d) { \
    CULEBRA_SHARED(float4, left, Tile_##shape::LEFT_QUADS);           \
    CULEBRA_SHARED(float4, right, Tile_##shape::RIGHT_QUADS);         \
    conv2d<Tile_##shape>(block, left, right);                         \
  }

CULEBRA_TILES(GLOBAL)
