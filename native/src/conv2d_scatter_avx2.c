#include "conv2d_scatter.h"

void culebra_conv2d_scatter_pack_avx2(const struct culebra_conv2d *block, int64_t begin,
                                    int64_t end) {
  pack_taps(block, begin, end);
}

void culebra_conv2d_scatter_avx2(const struct culebra_conv2d *block, int64_t begin, int64_t end) {
  scatter_rows(block, begin, end);
}
