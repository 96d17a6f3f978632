/* The probes do what they say, in every variant, and only inside their chunks. */
#include "culebra/probe.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CHUNKS = 3, APART = CHUNKS * CULEBRA_PROBE_CHUNK + 16, ROUNDS = 1000 };

static int multiplies(void) {
  float sums[] = {-1, -1, -1};
  /* As many numbers as the widest vectors have in all chains, so narrower ones take more rounds. */
  struct culebra_probe_multiply_add block = {sums, 2, 12 * 16 * ROUNDS};
  culebra_probe_multiply_add(&block, 1, 2);
  for (int lanes = 4; lanes <= 16; lanes *= 2) {
    double chain = 1 - pow(0.999, ROUNDS * 16.0 / lanes);
    if (fabs(sums[2] - 12 * lanes * chain) < 1e-2 && sums[0] == -1 && sums[1] == -1) {
      return 1;
    }
  }
  printf("multiply-adds: %g %g %g\n", sums[0], sums[1], sums[2]);
  return 0;
}

/* Two streams read, one written, one updated; the first chunk is nobody's. */
static int moves(float *memory, int64_t piece, int bypass) {
  for (int64_t i = 0; i < 4 * APART; i++) {
    memory[i] = i < 2 * APART ? 0.5f : 7.0f;
  }
  float sums[CHUNKS] = {-1, -1, -1};
  struct culebra_probe_streams block = {memory, sums, APART, 2, 1, 1, piece, bypass};
  culebra_probe_streams(&block, 1, CHUNKS);
  int good = sums[0] == -1 && sums[1] == CULEBRA_PROBE_CHUNK && sums[2] == CULEBRA_PROBE_CHUNK;
  for (int64_t i = 0; i < APART; i++) {
    int own = i >= CULEBRA_PROBE_CHUNK && i < CHUNKS * CULEBRA_PROBE_CHUNK;
    good &= memory[i] == 0.5f && memory[APART + i] == 0.5f;
    good &= memory[2 * APART + i] == (own ? 1.0f : 7.0f);
    good &= memory[3 * APART + i] == (own ? 8.0f : 7.0f);
  }
  if (!good) {
    printf("streams: piece %lld, bypass %d\n", (long long)piece, bypass);
  }
  return good;
}

int main(void) {
  float *memory = aligned_alloc(64, 4 * APART * sizeof *memory);
  if (!memory) {
    return 1;
  }
  int good = multiplies();
  good &= moves(memory, 64, 0) & moves(memory, 64, 1);
  good &= moves(memory, 1024, 0) & moves(memory, 1024, 1);
  free(memory);
  return good ? 0 : 1;
}
