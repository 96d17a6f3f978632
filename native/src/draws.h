/*
 * Normal draws, some quads at once: the words of many counters side by side, then the transform, which
 * the compiler vectorizes. 64-bit lanes hold a word each, with what products left in their high halves:
 * multiplications look at low halves alone, so nothing needs to be cut off.
 */
#ifndef CULEBRA_DRAWS_H
#define CULEBRA_DRAWS_H

#include <string.h>

#include "culebra/kernel.h"
#include "culebra/random_normal.h"

#if defined(__AVX512F__)
#include <immintrin.h>

enum { GROUP_QUADS = 8 };

typedef __m512i words;

static inline words words_of(uint64_t value) { return _mm512_set1_epi64((int64_t)value); }

static inline words counted_from(int64_t value) {
  return _mm512_add_epi64(_mm512_set1_epi64(value), _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
}

static inline words product(words a, words b) { return _mm512_mul_epu32(a, b); }

/* The high halves, low as well. */
static inline words high_halves(words a) { return _mm512_shuffle_epi32(a, 0xf5); }

static inline words mixed(words a, words b, words c) {
  return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

/* Low halves of both, in turns. */
static inline void store_both(uint32_t *to, words even, words odd) {
  _mm512_storeu_si512(to, _mm512_mask_shuffle_epi32(even, 0xaaaa, odd, 0xa0));
}

#elif defined(__AVX2__)
#include <immintrin.h>

enum { GROUP_QUADS = 4 };

typedef __m256i words;

static inline words words_of(uint64_t value) { return _mm256_set1_epi64x((int64_t)value); }

static inline words counted_from(int64_t value) {
  return _mm256_add_epi64(_mm256_set1_epi64x(value), _mm256_setr_epi64x(0, 1, 2, 3));
}

static inline words product(words a, words b) { return _mm256_mul_epu32(a, b); }

static inline words high_halves(words a) { return _mm256_shuffle_epi32(a, 0xf5); }

static inline words mixed(words a, words b, words c) {
  return _mm256_xor_si256(_mm256_xor_si256(a, b), c);
}

static inline void store_both(uint32_t *to, words even, words odd) {
  _mm256_storeu_si256((__m256i *)to, _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xaa));
}

#endif

/* Quads that are drawn at once: their words and numbers stay in L1. */
enum { DRAWN_QUADS = 64 };

/* The words of pairs of numbers: the first of each and the second of each. */
struct drawn_words {
  uint32_t radius[2 * DRAWN_QUADS];
  uint32_t direction[2 * DRAWN_QUADS];
};

#if defined(__AVX512F__) || defined(__AVX2__)

/* Several groups at once keep the multiplier at work while each waits for its own last round. */
enum { GROUPS_IN_FLIGHT = 4 };

static inline void draw_words(const int64_t *counter, int32_t stream, int64_t quad, int64_t quads,
                              struct drawn_words *drawn) {
  const words multiplier0 = words_of(0xD2511F53u);
  const words multiplier2 = words_of(0xCD9E8D57u);
  for (int64_t at = 0; at < quads; at += GROUPS_IN_FLIGHT * GROUP_QUADS) {
    words c0[GROUPS_IN_FLIGHT];
    words c1[GROUPS_IN_FLIGHT];
    words c2[GROUPS_IN_FLIGHT];
    words c3[GROUPS_IN_FLIGHT];
    CULEBRA_UNROLL(4)
    for (int g = 0; g < GROUPS_IN_FLIGHT; g++) {
      c0[g] = counted_from(quad + at + g * GROUP_QUADS);
      c1[g] = high_halves(c0[g]);
      c2[g] = words_of((uint32_t)counter[1]);
      c3[g] = words_of((uint32_t)stream);
    }
    uint32_t key0 = (uint32_t)counter[0];
    uint32_t key1 = (uint32_t)((uint64_t)counter[0] >> 32);
    CULEBRA_UNROLL(10)
    for (int round = 0; round < 10; round++) {
      const words first_key = words_of(key0);
      const words second_key = words_of(key1);
      CULEBRA_UNROLL(4)
      for (int g = 0; g < GROUPS_IN_FLIGHT; g++) {
        const words p0 = product(c0[g], multiplier0);
        const words p2 = product(c2[g], multiplier2);
        c0[g] = mixed(high_halves(p2), c1[g], first_key);
        c2[g] = mixed(high_halves(p0), c3[g], second_key);
        c1[g] = p2;
        c3[g] = p0;
      }
      key0 += 0x9E3779B9u;
      key1 += 0xBB67AE85u;
    }
    CULEBRA_UNROLL(4)
    for (int g = 0; g < GROUPS_IN_FLIGHT; g++) {
      const int64_t pair = 2 * (at + g * GROUP_QUADS);
      store_both(drawn->radius + pair, c0[g], c2[g]);
      store_both(drawn->direction + pair, c1[g], c3[g]);
    }
  }
}

#else

static inline void draw_words(const int64_t *counter, int32_t stream, int64_t quad, int64_t quads,
                              struct drawn_words *drawn) {
  for (int64_t at = 0; at < quads; at++) {
    struct culebra_philox_words words = culebra_random_words(counter, stream, quad + at);
    drawn->radius[2 * at] = words.word[0];
    drawn->direction[2 * at] = words.word[1];
    drawn->radius[2 * at + 1] = words.word[2];
    drawn->direction[2 * at + 1] = words.word[3];
  }
}

#endif

/* The numbers of quads quad to quad + quads - 1, at most DRAWN_QUADS of them. */
static inline void draw_quads(const int64_t *counter, int32_t stream, int64_t quad, int64_t quads,
                              float *output) {
  _Alignas(64) struct drawn_words drawn;
  draw_words(counter, stream, quad, quads, &drawn);
  for (int64_t pair = 0; pair < 2 * quads; pair++) {
    struct culebra_normal_pair normal =
        culebra_normal_pair(drawn.radius[pair], drawn.direction[pair]);
    output[2 * pair] = normal.first;
    output[2 * pair + 1] = normal.second;
  }
}

/*
 * The numbers of elements from first on, up to the last one or to the end of a block of quads, counted
 * from element 0 of the stream. Returns how many.
 */
static inline int64_t draw_some(const int64_t *counter, int32_t stream, int64_t first, int64_t last,
                                float *output) {
  const int64_t quad = first >> 2;
  const int64_t left = ((last + 3) >> 2) - quad;
  const int64_t quads = left < DRAWN_QUADS ? left : DRAWN_QUADS;
  const int64_t end = 4 * (quad + quads) < last ? 4 * (quad + quads) : last;
  if (end - first == 4 * quads) {
    draw_quads(counter, stream, quad, quads, output);
  } else {
    float whole[4 * DRAWN_QUADS];
    draw_quads(counter, stream, quad, quads, whole);
    memcpy(output, whole + (first & 3), (size_t)(end - first) * sizeof *output);
  }
  return end - first;
}

#endif
