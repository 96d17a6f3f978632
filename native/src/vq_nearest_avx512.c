#include "vq_search.h"

void culebra_vq_nearest_avx512(const struct culebra_vq_nearest *block, int64_t begin,
                               int64_t end) {
  search_blocks(block, begin, end);
}
