/*
 * Code shared by C and CUDA: the same scalar function, compiled for the host or for the device.
 */
#ifndef CULEBRA_INLINE_H
#define CULEBRA_INLINE_H

#ifdef __CUDACC__
#define CULEBRA_INLINE static __host__ __device__ __forceinline__
#else
#define CULEBRA_INLINE static inline
#endif

#endif
