#include "gaussian_sample_draw.h"

void culebra_gaussian_sample_avx2(const struct culebra_gaussian_sample *block, int64_t begin,
                                  int64_t end) {
  draw_sample(block, begin, end);
}
