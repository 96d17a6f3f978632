/*
 * Philox 4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw, "Parallel random
 * numbers: as easy as 1, 2, 3" (SC 2011). The same words on every device, for any number of threads.
 */
#ifndef CULEBRA_PHILOX_H
#define CULEBRA_PHILOX_H

#include <stdint.h>

#include "culebra/inline.h"

struct culebra_philox_words {
  uint32_t word[4];
};

/* The four words that belong to a counter of four words under a key of two. */
CULEBRA_INLINE struct culebra_philox_words culebra_philox(struct culebra_philox_words counter,
                                                          uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    uint64_t product0 = (uint64_t)0xD2511F53u * counter.word[0];
    uint64_t product1 = (uint64_t)0xCD9E8D57u * counter.word[2];
    struct culebra_philox_words mixed = {{
        (uint32_t)(product1 >> 32) ^ counter.word[1] ^ key0,
        (uint32_t)product1,
        (uint32_t)(product0 >> 32) ^ counter.word[3] ^ key1,
        (uint32_t)product0,
    }};
    counter = mixed;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return counter;
}

#endif
