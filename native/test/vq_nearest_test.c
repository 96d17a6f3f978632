/* The nearest codes of a plain search, whatever the sizes, on data made to mislead. */
#include "culebra/vq_nearest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { RANDOM, WHOLE, ONES, NEAR, NOT_NUMBERS, INFINITE, HUGE_NUMBERS, TINY, KINDS };

static uint32_t word = 1;

static float next(void) {
  word = word * 1664525u + 1013904223u;
  return (float)(word >> 8) * 0x1p-23f - 1.0f;
}

static float value(enum kind kind, int64_t i) {
  switch (kind) {
    case WHOLE:
      return roundf(2 * next());
    case ONES:
      return 1;
    case NEAR:
      return (float)(i % 7) * (1 + 0x1p-23f * roundf(2 * next()));
    case NOT_NUMBERS:
      return i % 97 == 0 ? NAN : next();
    case INFINITE:
      return i % 89 == 0 ? INFINITY : next();
    case HUGE_NUMBERS:
      return next() * 0x1p+125f;
    case TINY:
      return next() * 0x1p-139f;
    default:
      return next();
  }
}

static double total(const double *s) {
  return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

static double distance(int cosine, const float *x, const float *c, int64_t depth) {
  double terms[8] = {0};
  double left[8] = {0};
  double right[8] = {0};
  for (int64_t j = 0; j < depth; j++) {
    double difference = (double)x[j] - (double)c[j];
    terms[j % 8] += cosine ? (double)x[j] * (double)c[j] : difference * difference;
    left[j % 8] += (double)x[j] * (double)x[j];
    right[j % 8] += (double)c[j] * (double)c[j];
  }
  double lengths = total(left) * total(right);
  return !cosine ? total(terms) : 2 - 2 * (lengths == 0 ? 0 : total(terms) / sqrt(lengths));
}

static int same(float found, float expected) {
  return found == expected || (isnan(found) && isnan(expected));
}

static int check(const struct culebra_vq_nearest *b) {
  int failures = 0;
  for (int64_t place = 0; place < b->samples * b->heads; place++) {
    const float *x = b->vectors + place * b->depth;
    const float *codes = b->codebook + place % b->heads * b->codes * b->depth;
    int32_t nearest = 0;
    double least = INFINITY;
    for (int64_t code = 0; code < b->codes; code++) {
      double found = distance(b->cosine, x, codes + code * b->depth, b->depth);
      if (found < least) {
        least = found;
        nearest = (int32_t)code;
      }
    }
    float expected = (float)distance(b->cosine, x, codes + nearest * b->depth, b->depth);
    failures += b->index[place] != nearest || !same(b->distance[place], expected);
  }
  return failures;
}

/* Memory that ends where it is used up, so that the sanitizer sees a step beyond. */
static void *room(int64_t count, size_t bytes) {
  void *memory = malloc((size_t)count * bytes + (count == 0));
  if (memory == NULL) {
    exit(1);
  }
  return memset(memory, 0xff, (size_t)count * bytes);
}

static float *numbers(enum kind kind, int64_t count) {
  float *values = room(count, sizeof *values);
  for (int64_t i = 0; i < count; i++) {
    values[i] = value(kind, i);
  }
  return values;
}

static int agrees(int tile_vectors, enum kind kind, int64_t samples, int64_t heads, int64_t codes,
                  int64_t depth, int cosine) {
  int64_t panels = heads * ((codes + CULEBRA_VQ_PANEL - 1) / CULEBRA_VQ_PANEL);
  int64_t blocks = heads * ((samples + CULEBRA_VQ_BLOCK - 1) / CULEBRA_VQ_BLOCK);
  float *vectors = numbers(kind, samples * heads * depth);
  float *codebook = numbers(kind, heads * codes * depth);
  struct culebra_vq_nearest block = {
      vectors,
      codebook,
      room(samples * heads, sizeof(int32_t)),
      room(samples * heads, sizeof(float)),
      room(panels, sizeof(double)),
      room(panels * CULEBRA_VQ_PANEL, sizeof(float)),
      room(panels * CULEBRA_VQ_PANEL * depth, sizeof(float)),
      room(CULEBRA_VQ_BLOCK * depth, sizeof(float)),
      samples,
      heads,
      codes,
      depth,
      cosine,
      tile_vectors,
  };
  for (int64_t panel = 0; panel < panels; panel++) {
    culebra_vq_nearest_pack(&block, panel, panel + 1);
  }
  culebra_vq_nearest(&block, blocks / 2, blocks);
  culebra_vq_nearest(&block, 0, blocks / 2);
  int failures = check(&block);
  if (failures != 0) {
    printf("kind %d, %lld x %lld heads x %lld codes of %lld, cosine %d, %d vectors: %d failures\n",
           kind, (long long)samples, (long long)heads, (long long)codes, (long long)depth, cosine,
           tile_vectors, failures);
  }
  free(vectors);
  free(codebook);
  free(block.index);
  free(block.distance);
  free(block.longest);
  free(block.halves);
  free(block.panels);
  free(block.rows);
  return failures == 0;
}

int main(void) {
  static const int64_t sizes[][4] = {
      {0, 1, 5, 3},    {1, 1, 1, 1},     {7, 1, 2, 7},    {13, 3, 16, 8},  {47, 1, 17, 13},
      {48, 2, 31, 17}, {49, 1, 32, 64},  {64, 1, 33, 65}, {65, 1, 64, 31}, {131, 1, 65, 9},
      {51, 1, 513, 4}, {97, 1, 700, 12}, {50, 2, 1100, 5}};
  int failures = 0;
  for (size_t size = 0; size < sizeof sizes / sizeof *sizes; size++) {
    const int64_t *s = sizes[size];
    for (int kind = 0; kind < KINDS; kind++) {
      for (int vectors = 1; vectors <= 2; vectors++) {
        failures += !agrees(vectors, kind, s[0], s[1], s[2], s[3], 0);
        failures += !agrees(vectors, kind, s[0], s[1], s[2], s[3], 1);
      }
    }
  }
  return failures != 0;
}
