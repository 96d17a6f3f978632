/* The same bits as dev.culebra.math.Normal, however the range is cut in chunks. */
#include "culebra/random_normal.h"

#include <stdio.h>
#include <stdlib.h>

/* FNV-1a over the bits of the draws below, as Java computes it. */
static const uint64_t EXPECTED = 0x5e110cd953e4e26bu;

static const int64_t COUNT = (1 << 20) + 3;
static const int64_t COUNTER[] = {-0x123456789abcdf0, 7, (1LL << 34) + 5};
static const int32_t STREAM = (int32_t)0x9e3779b9;

static const float GUARD = -77.0f;

static uint64_t hash(const float *values) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (int64_t index = 0; index < COUNT; index++) {
    hash = (hash ^ (uint32_t)culebra_bits(values[index])) * 0x100000001b3u;
  }
  return hash;
}

static int agrees(float *room, int64_t chunk) {
  for (int64_t index = 0; index < COUNT + 2; index++) {
    room[index] = GUARD;
  }
  struct culebra_random_normal block = {COUNTER, room + 1, COUNT, STREAM};
  for (int64_t begin = 0; begin < COUNT; begin += chunk) {
    int64_t end = begin + chunk;
    culebra_random_normal(&block, begin, end < COUNT ? end : COUNT);
  }
  uint64_t found = hash(room + 1);
  if (found != EXPECTED) {
    printf("chunks of %lld: hash %016llx, expected %016llx\n", (long long)chunk,
           (unsigned long long)found, (unsigned long long)EXPECTED);
  }
  int guarded = room[0] == GUARD && room[COUNT + 1] == GUARD;
  if (!guarded) {
    printf("chunks of %lld: written outside the output\n", (long long)chunk);
  }
  return found == EXPECTED && guarded;
}

int main(void) {
  static const int64_t chunks[] = {1, 2, 3, 5, 63, 64, 1021, (1 << 20) + 3};
  float *room = malloc((size_t)(COUNT + 2) * sizeof *room);
  if (room == NULL) {
    return 1;
  }
  int failures = 0;
  for (size_t index = 0; index < sizeof chunks / sizeof *chunks; index++) {
    failures += !agrees(room, chunks[index]);
  }
  free(room);
  return failures != 0;
}
