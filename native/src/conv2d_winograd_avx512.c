#include "conv2d_winograd.h"

void culebra_conv2d_winograd_pack_avx512(const struct culebra_conv2d *block, int64_t begin,
                                     int64_t end) {
  pack_transformed(block, begin, end);
}

void culebra_conv2d_winograd_avx512(const struct culebra_conv2d *block, int64_t begin, int64_t end) {
  run_tiles(block, begin, end);
}
