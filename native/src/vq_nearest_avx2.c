#include "vq_search.h"

void culebra_vq_nearest_avx2(const struct culebra_vq_nearest *block, int64_t begin,
                               int64_t end) {
  search_blocks(block, begin, end);
}
