/*
 * Vectors of floats in the instruction set that this file is compiled for, for kernels that the
 * compiler does not vectorize well by itself. Files named *_avx512.c and *_avx2.c are compiled for
 * those; everything else, and other processors, gets vectors of 4.
 */
#ifndef CULEBRA_VECTORS_H
#define CULEBRA_VECTORS_H

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "culebra/inline.h"

#if defined(__AVX512F__)
#include <immintrin.h>

enum { VEC_LANES = 16 };

typedef __m512 vec;

/* One flag a lane. */
typedef __mmask16 vec_flags;

CULEBRA_INLINE vec vec_load(const float *from) { return _mm512_loadu_ps(from); }

CULEBRA_INLINE void vec_store(float *to, vec value) { _mm512_storeu_ps(to, value); }

/* The first lanes only, count of them; the others are 0 and stay unread. */
CULEBRA_INLINE vec vec_load_some(const float *from, int64_t count) {
  return _mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
}

CULEBRA_INLINE void vec_store_some(float *to, vec value, int64_t count) {
  _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), value);
}

CULEBRA_INLINE vec vec_splat(float value) { return _mm512_set1_ps(value); }

/* a * b + c, where one rounding or two do not matter. */
CULEBRA_INLINE vec vec_multiply_add(vec a, vec b, vec c) { return _mm512_fmadd_ps(a, b, c); }

/* Either one where a number is missing. */
CULEBRA_INLINE vec vec_larger(vec a, vec b) { return _mm512_max_ps(a, b); }

CULEBRA_INLINE vec_flags vec_all(void) { return 0xffff; }

/* Keeps the flags of lanes where value >= limit does not hold. */
CULEBRA_INLINE vec_flags vec_still_below(vec_flags flags, vec value, vec limit) {
  return _mm512_mask_cmp_ps_mask(flags, value, limit, _CMP_NGE_UQ);
}

CULEBRA_INLINE int vec_holds_in_all(vec_flags flags) { return flags == 0xffff; }

/* The lanes where value >= limit, one bit each. */
CULEBRA_INLINE uint32_t vec_reaching(vec value, vec limit) {
  return _mm512_cmp_ps_mask(value, limit, _CMP_GE_OQ);
}

/* The largest lane of a vector of numbers. */
CULEBRA_INLINE float vec_largest(vec value) { return _mm512_reduce_max_ps(value); }

/* The sum of all lanes, in some order. */
CULEBRA_INLINE float vec_total(vec value) { return _mm512_reduce_add_ps(value); }

/* The first halves of two vectors, lane by lane in turns. */
CULEBRA_INLINE vec vec_zip_first(vec a, vec b) {
  const __m512i lanes = _mm512_setr_epi32(0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  return _mm512_permutex2var_ps(a, lanes, b);
}

/* The second halves. */
CULEBRA_INLINE vec vec_zip_second(vec a, vec b) {
  const __m512i lanes =
      _mm512_setr_epi32(8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  return _mm512_permutex2var_ps(a, lanes, b);
}

#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>

enum { VEC_LANES = 8 };

typedef __m256 vec;
typedef __m256 vec_flags;

CULEBRA_INLINE vec vec_load(const float *from) { return _mm256_loadu_ps(from); }

CULEBRA_INLINE void vec_store(float *to, vec value) { _mm256_storeu_ps(to, value); }

CULEBRA_INLINE __m256i vec_lanes_below(int64_t count) {
  __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  return _mm256_cmpgt_epi32(_mm256_set1_epi32((int)count), lanes);
}

CULEBRA_INLINE vec vec_load_some(const float *from, int64_t count) {
  return _mm256_maskload_ps(from, vec_lanes_below(count));
}

CULEBRA_INLINE void vec_store_some(float *to, vec value, int64_t count) {
  _mm256_maskstore_ps(to, vec_lanes_below(count), value);
}

CULEBRA_INLINE vec vec_splat(float value) { return _mm256_set1_ps(value); }

CULEBRA_INLINE vec vec_multiply_add(vec a, vec b, vec c) { return _mm256_fmadd_ps(a, b, c); }

CULEBRA_INLINE vec vec_larger(vec a, vec b) { return _mm256_max_ps(a, b); }

CULEBRA_INLINE vec_flags vec_all(void) { return _mm256_castsi256_ps(_mm256_set1_epi32(-1)); }

CULEBRA_INLINE vec_flags vec_still_below(vec_flags flags, vec value, vec limit) {
  return _mm256_and_ps(flags, _mm256_cmp_ps(value, limit, _CMP_NGE_UQ));
}

CULEBRA_INLINE int vec_holds_in_all(vec_flags flags) { return _mm256_movemask_ps(flags) == 0xff; }

CULEBRA_INLINE uint32_t vec_reaching(vec value, vec limit) {
  return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(value, limit, _CMP_GE_OQ));
}

CULEBRA_INLINE float vec_largest(vec value) {
  __m128 most = _mm_max_ps(_mm256_castps256_ps128(value), _mm256_extractf128_ps(value, 1));
  most = _mm_max_ps(most, _mm_movehl_ps(most, most));
  return _mm_cvtss_f32(_mm_max_ss(most, _mm_movehdup_ps(most)));
}

CULEBRA_INLINE float vec_total(vec value) {
  __m128 sum = _mm_add_ps(_mm256_castps256_ps128(value), _mm256_extractf128_ps(value, 1));
  sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
  return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}

CULEBRA_INLINE vec vec_zip_first(vec a, vec b) {
  return _mm256_permute2f128_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b), 0x20);
}

CULEBRA_INLINE vec vec_zip_second(vec a, vec b) {
  return _mm256_permute2f128_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b), 0x31);
}

#else

enum { VEC_LANES = 4 };

typedef float vec __attribute__((vector_size(16)));
typedef int32_t vec_flags __attribute__((vector_size(16)));

CULEBRA_INLINE vec vec_load(const float *from) {
  vec value;
  memcpy(&value, from, sizeof value);
  return value;
}

CULEBRA_INLINE void vec_store(float *to, vec value) { memcpy(to, &value, sizeof value); }

CULEBRA_INLINE vec vec_load_some(const float *from, int64_t count) {
  vec value = {0};
  memcpy(&value, from, (size_t)count * sizeof *from);
  return value;
}

CULEBRA_INLINE void vec_store_some(float *to, vec value, int64_t count) {
  memcpy(to, &value, (size_t)count * sizeof *to);
}

CULEBRA_INLINE vec vec_splat(float value) { return (vec){value, value, value, value}; }

CULEBRA_INLINE vec vec_multiply_add(vec a, vec b, vec c) {
#ifdef FP_FAST_FMAF
  return (vec){fmaf(a[0], b[0], c[0]), fmaf(a[1], b[1], c[1]), fmaf(a[2], b[2], c[2]),
               fmaf(a[3], b[3], c[3])};
#else
  return a * b + c;
#endif
}

CULEBRA_INLINE vec vec_larger(vec a, vec b) {
  vec_flags chosen = a > b;
  return (vec)(((vec_flags)a & chosen) | ((vec_flags)b & ~chosen));
}

CULEBRA_INLINE vec_flags vec_all(void) { return (vec_flags){-1, -1, -1, -1}; }

CULEBRA_INLINE vec_flags vec_still_below(vec_flags flags, vec value, vec limit) {
  return flags & ~(value >= limit);
}

CULEBRA_INLINE int vec_holds_in_all(vec_flags flags) {
  return (flags[0] & flags[1] & flags[2] & flags[3]) != 0;
}

CULEBRA_INLINE uint32_t vec_reaching(vec value, vec limit) {
  vec_flags reaching = value >= limit;
  return (uint32_t)((reaching[0] & 1) | (reaching[1] & 2) | (reaching[2] & 4) |
                    (reaching[3] & 8));
}

CULEBRA_INLINE float vec_largest(vec value) {
  float low = value[0] > value[2] ? value[0] : value[2];
  float high = value[1] > value[3] ? value[1] : value[3];
  return low > high ? low : high;
}

CULEBRA_INLINE float vec_total(vec value) {
  return (value[0] + value[2]) + (value[1] + value[3]);
}

CULEBRA_INLINE vec vec_zip_first(vec a, vec b) { return (vec){a[0], b[0], a[1], b[1]}; }

CULEBRA_INLINE vec vec_zip_second(vec a, vec b) { return (vec){a[2], b[2], a[3], b[3]}; }

#endif

#endif
