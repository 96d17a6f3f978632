#include "sample_loss_rows.h"

void culebra_sample_loss_avx512(const struct culebra_sample_loss *block, int64_t begin, int64_t end);

void culebra_sample_loss_avx512(const struct culebra_sample_loss *block, int64_t begin, int64_t end) {
  loss_samples(block, begin, end);
}
