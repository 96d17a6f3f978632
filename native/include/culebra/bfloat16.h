/*
 * Numbers rounded to bfloat16, the upper half of a float: to the nearest, ties to even, as
 * dev.culebra.math.Bfloat16 does it. They stay floats, since products of them are exact in float:
 * where it was measured, the dot products of AVX512_BF16 take four times as long as float's FMA for
 * twice the work.
 */
#ifndef CULEBRA_BFLOAT16_H
#define CULEBRA_BFLOAT16_H

#include "culebra/vectors.h"

#if defined(__AVX512F__)

CULEBRA_INLINE vec vec_bfloat16(vec value) {
  __m512i bits = _mm512_castps_si512(value);
  __mmask16 odd = _mm512_test_epi32_mask(bits, _mm512_set1_epi32(0x10000));
  __mmask16 nan = _mm512_cmp_ps_mask(value, value, _CMP_UNORD_Q);
  __m512i up = _mm512_add_epi32(bits, _mm512_set1_epi32(0x7fff));
  up = _mm512_mask_add_epi32(up, odd, up, _mm512_set1_epi32(1));
  up = _mm512_mask_or_epi32(up, nan, bits, _mm512_set1_epi32(0x00400000));
  return _mm512_castsi512_ps(_mm512_and_si512(up, _mm512_set1_epi32((int)0xffff0000)));
}

#else

typedef uint32_t vec_bits __attribute__((vector_size(VEC_LANES * 4)));

CULEBRA_INLINE vec vec_bfloat16(vec value) {
  vec_bits bits = (vec_bits)value;
  vec_bits nan = (vec_bits)((bits & 0x7fffffff) > 0x7f800000);
  vec_bits up = (0x7fff + (bits >> 16 & 1)) & ~nan;
  return (vec)(((bits + up) | (nan & 0x00400000)) & 0xffff0000);
}

#endif

/* The operand of a product: as it is, or rounded. */
CULEBRA_INLINE vec vec_operand(vec value, int rounded) {
  return rounded ? vec_bfloat16(value) : value;
}

/* Copies operands; to may be from. */
static inline void copy_operands(float *to, const float *from, int64_t count, int rounded) {
  if (!rounded) {
    memmove(to, from, (size_t)count * sizeof *to);
    return;
  }
  int64_t i = 0;
  for (; i + VEC_LANES <= count; i += VEC_LANES) {
    vec_store(to + i, vec_bfloat16(vec_load(from + i)));
  }
  if (i < count) {
    vec_store_some(to + i, vec_bfloat16(vec_load_some(from + i, count - i)), count - i);
  }
}

#endif
