#include "map_chain_tiles.h"

void culebra_map_chain_avx512(const struct culebra_map_chain *block, int64_t begin, int64_t end) {
  chain_tiles(block, begin, end);
}
