#include "normalize_passes.h"

void culebra_normalize_moments_avx2(const struct culebra_normalize *block, int64_t begin,
                                    int64_t end) {
  make_moments(block, begin, end);
}

void culebra_normalize_combine_avx2(const struct culebra_normalize *block, int64_t begin,
                                    int64_t end) {
  combine_all(block, begin, end);
}

void culebra_normalize_avx2(const struct culebra_normalize *block, int64_t begin, int64_t end) {
  apply_rows(block, begin, end);
}
