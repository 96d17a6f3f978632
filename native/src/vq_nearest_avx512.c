#include "tile_choice.h"
#include "vq_search.h"

void culebra_vq_nearest_twice_avx512(const struct culebra_vq_nearest *block, int64_t begin,
                                     int64_t end);

void culebra_vq_nearest_avx512(const struct culebra_vq_nearest *block, int64_t begin,
                               int64_t end) {
  if (chosen_vectors(block->tile_vectors) == 2) {
    culebra_vq_nearest_twice_avx512(block, begin, end);
  } else {
    search_blocks(block, begin, end);
  }
}
