/* Counts and sums of given choices, whatever the sizes and however the groups are cut. */
#include "culebra/vq_assign.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Memory that ends where it is used up, so that the sanitizer sees a step beyond. */
static void *room(int64_t count, size_t bytes) {
  void *memory = malloc((size_t)count * bytes + (count == 0));
  if (memory == NULL) {
    exit(1);
  }
  return memset(memory, 0xff, (size_t)count * bytes);
}

static int agrees(int64_t samples, int64_t heads, int64_t codes, int64_t depth) {
  int64_t places = samples * heads;
  int64_t all = heads * codes;
  float *vectors = room(places * depth, sizeof(float));
  int32_t *index = room(places, sizeof(int32_t));
  for (int64_t i = 0; i < places * depth; i++) {
    vectors[i] = (float)(i % 23 - 11);
  }
  for (int64_t place = 0; place < places; place++) {
    index[place] = (int32_t)(place * place % 31 % codes);
  }
  struct culebra_vq_assign block = {
      vectors,
      index,
      room(all, sizeof(float)),
      room(all * depth, sizeof(float)),
      room(all + 1, sizeof(int32_t)),
      room(places, sizeof(int32_t)),
      samples,
      heads,
      codes,
      depth,
  };
  int64_t groups = (all + CULEBRA_VQ_GROUP - 1) / CULEBRA_VQ_GROUP;
  culebra_vq_assign_sort(&block, 0, 1);
  culebra_vq_assign(&block, groups / 2, groups);
  culebra_vq_assign(&block, 0, groups / 2);
  int failures = 0;
  for (int64_t code = 0; code < all; code++) {
    float count = 0;
    float *sum = calloc((size_t)depth, sizeof *sum);
    for (int64_t place = 0; sum != NULL && place < places; place++) {
      if (place % heads * codes + index[place] == code) {
        count++;
        for (int64_t j = 0; j < depth; j++) {
          sum[j] += vectors[place * depth + j];
        }
      }
    }
    failures += sum == NULL || block.counts[code] != count ||
                memcmp(block.sums + code * depth, sum, (size_t)depth * sizeof *sum) != 0;
    free(sum);
  }
  if (failures != 0) {
    printf("%lld x %lld heads x %lld codes of %lld: %d failures\n", (long long)samples,
           (long long)heads, (long long)codes, (long long)depth, failures);
  }
  free(vectors);
  free(index);
  free(block.counts);
  free(block.sums);
  free(block.begins);
  free(block.sorted);
  return failures == 0;
}

int main(void) {
  static const int64_t sizes[][4] = {{0, 1, 5, 3},  {1, 1, 1, 1},   {7, 1, 2, 7},  {13, 3, 16, 8},
                                     {65, 1, 17, 13}, {64, 2, 31, 17}, {131, 1, 65, 64}};
  int failures = 0;
  for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
    const int64_t *s = sizes[size];
    failures += !agrees(s[0], s[1], s[2], s[3]);
  }
  return failures != 0;
}
