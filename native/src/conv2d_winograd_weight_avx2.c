#include "conv2d_winograd_weight.h"

void culebra_conv2d_winograd_weight_avx2(const struct culebra_conv2d_weight_gradient *block,
                                       int64_t begin, int64_t end) {
  sum_tiles(block, begin, end);
}

void culebra_conv2d_winograd_weight_sum_avx2(const struct culebra_conv2d_weight_gradient *block,
                                           int64_t begin, int64_t end) {
  add_tile_parts(block, begin, end);
}
