#include "normalize_gradient_passes.h"

void culebra_normalize_gradient_sums_avx2(const struct culebra_normalize_gradient *block,
                                          int64_t begin, int64_t end) {
  make_sums(block, begin, end);
}

void culebra_normalize_gradient_combine_avx2(const struct culebra_normalize_gradient *block,
                                             int64_t begin, int64_t end) {
  combine_all_sums(block, begin, end);
}

void culebra_normalize_gradient_avx2(const struct culebra_normalize_gradient *block, int64_t begin,
                                     int64_t end) {
  to_x_rows(block, begin, end);
}
