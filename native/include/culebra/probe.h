/*
 * What a machine allows: fused multiply-adds that never leave the registers, and streams of memory
 * that are only read, written or updated. No operation; benchmarks are held against these.
 */
#ifndef CULEBRA_PROBE_H
#define CULEBRA_PROBE_H

#include <stdint.h>

enum {
  /* Independent sums of a thread: more than two units of five cycles' latency keep busy. */
  CULEBRA_PROBE_CHAINS = 12,

  /* Floats of each stream in a chunk. */
  CULEBRA_PROBE_CHUNK = 1 << 14,
};

struct culebra_probe_multiply_add {
  float *sums;        /* one for each chunk */
  int64_t apart;      /* floats from one chunk's sum to the next */
  int64_t operations; /* multiply-adds of single numbers in a chunk, a multiple of 12 * 16 */
};

/* Each chain goes from x to 0.999 x + 0.001, from 0. */
void culebra_probe_multiply_add(const struct culebra_probe_multiply_add *block, int64_t begin,
                                int64_t end);

struct culebra_probe_streams {
  float *memory; /* the streams read, then those written, then those updated; aligned to 64 bytes */
  float *sums;   /* of what is read, one for each chunk */
  int64_t apart; /* floats from one stream's beginning to the next; a multiple of 16 */
  int64_t reads;
  int64_t writes;
  int64_t updates;
  int64_t piece;  /* floats of a stream before it is the next one's turn: a multiple of 64 */
  int32_t bypass; /* not 0: what is written goes past the caches */
};

/* Adds up what is read, writes 1, and adds 1 to what is updated. */
void culebra_probe_streams(const struct culebra_probe_streams *block, int64_t begin, int64_t end);

#endif
