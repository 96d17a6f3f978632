#include "matmul_tiles.h"

void culebra_matmul_avx512(const struct culebra_matmul *block, int64_t begin, int64_t end) {
  run_chunks(block, begin, end);
}
