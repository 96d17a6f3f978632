#include "conv2d_tiles.h"

void culebra_conv2d_pack_avx512(const struct culebra_conv2d *block, int64_t begin, int64_t end) {
  pack_groups(block, begin, end);
}

void culebra_conv2d_avx512(const struct culebra_conv2d *block, int64_t begin, int64_t end) {
  run_rows(block, begin, end);
}
