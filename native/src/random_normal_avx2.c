#include "random_normal_draw.h"

void culebra_random_normal_avx2(const struct culebra_random_normal *block, int64_t begin,
                                int64_t end) {
  draw_normal(block, begin, end);
}
