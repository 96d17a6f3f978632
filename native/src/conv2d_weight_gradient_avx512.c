#include "conv2d_weight_tiles.h"

void culebra_conv2d_weight_gradient_avx512(const struct culebra_conv2d_weight_gradient *block, int64_t begin, int64_t end) {
  sum_parts(block, begin, end);
}

void culebra_conv2d_weight_gradient_sum_avx512(const struct culebra_conv2d_weight_gradient *block, int64_t begin, int64_t end) {
  add_parts(block, begin, end);
}
