/* The search with tiles of two vectors, where the others have one: see tile_choice.h. */
#define VQ_TILE_VECTORS 2
#include "vq_search.h"

void culebra_vq_nearest_twice_avx512(const struct culebra_vq_nearest *block, int64_t begin,
                                     int64_t end) {
  search_blocks(block, begin, end);
}
