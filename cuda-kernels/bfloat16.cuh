// Numbers of fewer digits, rounded to the nearest: bfloat16 has 8, of two equally near ones the even
// one is taken (math.Bfloat16); TF32 has 11, and takes the larger magnitude (PTX: cvt.rna).
#ifndef CULEBRA_BFLOAT16_CUH
#define CULEBRA_BFLOAT16_CUH

#include "culebra/bits.h"
#include "kernel.cuh"

// The upper half of a float; a NaN stays one.
static CULEBRA_DEVICE uint16_t culebra_bfloat16(float number) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  uint16_t word;
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(word) : "f"(number));
  return word;
#else
  const uint32_t bits = (uint32_t)culebra_bits(number);
  const uint32_t rounded = bits + 0x7fff + (bits >> 16 & 1);
  return (uint16_t)(((bits & 0x7fffffff) > 0x7f800000 ? bits | 0x00400000 : rounded) >> 16);
#endif
}

// A float whose lower 13 bits are zero; a NaN stays one.
static CULEBRA_DEVICE uint32_t culebra_tf32(float number) {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
  uint32_t word;
  asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(word) : "f"(number));
  return word;
#else
  const uint32_t bits = (uint32_t)culebra_bits(number);
  const bool finite = (bits & 0x7f800000) != 0x7f800000;
  const uint32_t nan = (bits & 0x007fffff) != 0 ? 0x00400000 : 0;
  return (finite ? bits + 0x1000 : bits | nan) & 0xffffe000;
#endif
}

#endif
