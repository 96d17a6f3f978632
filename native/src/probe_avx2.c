#include "probe_loops.h"

void culebra_probe_multiply_add_avx2(const struct culebra_probe_multiply_add *block, int64_t begin,
                                   int64_t end) {
  multiply_add(block, begin, end);
}

void culebra_probe_streams_avx2(const struct culebra_probe_streams *block, int64_t begin,
                              int64_t end) {
  streams(block, begin, end);
}
