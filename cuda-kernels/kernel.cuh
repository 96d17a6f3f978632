// How a CUDA kernel is declared: one argument block by value, and its name in the image. The same
// source is compiled by nvcc for the device and, with the emulation, by g++ for the tests.
//
//   CULEBRA_GLOBAL(scale, culebra_scale) {
//     CULEBRA_SHARED(float, partial, 32);
//     ... block.input, threadIdx.x ...
//   }
#ifndef CULEBRA_KERNEL_CUH
#define CULEBRA_KERNEL_CUH

#include <math.h>
#include <stdint.h>

#ifdef __CUDACC__

#define CULEBRA_GLOBAL(name, type) extern "C" __global__ void name(const struct type block)
#define CULEBRA_SHARED(type, name, count) __shared__ type name[count]
#define CULEBRA_DEVICE __device__ __forceinline__
// Before a loop that is short and stands in many kernels.
#define CULEBRA_ROLLED _Pragma("unroll 1")

#else

#include "emulation/emulation.h"

#define CULEBRA_GLOBAL(name, type)                                                         \
  static void name##_thread(const struct type &block);                                     \
  static const emulation::Registered name##_registered(                                    \
      #name, sizeof(struct type),                                                          \
      [](const void *bytes) { name##_thread(*static_cast<const struct type *>(bytes)); }); \
  static void name##_thread(const struct type &block)

#define CULEBRA_DEVICE inline
#define CULEBRA_ROLLED
#define CULEBRA_SHARED(type, name, count) \
  static char name##_key;                 \
  type *name = static_cast<type *>(emulation::shared(&name##_key, sizeof(type) * (count)))

#endif

#endif
