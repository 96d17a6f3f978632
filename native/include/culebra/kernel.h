/*
 * How a kernel is exported: one machine code per instruction set, chosen by the loader. The bits do
 * not depend on the choice: a fused multiply-add is written where it is meant and rounds once
 * everywhere, in hardware or in libm.
 */
#ifndef CULEBRA_KERNEL_H
#define CULEBRA_KERNEL_H

#define CULEBRA_EXPORT __attribute__((visibility("default")))

/* Whether machine code for more than one instruction set is there to choose from. */
#if !defined(CULEBRA_PLAIN) && defined(__x86_64__) && defined(__linux__) && \
    defined(__GNUC__) && !defined(__clang__)
#define CULEBRA_DISPATCH
#endif

#ifdef CULEBRA_DISPATCH
/* The tests' second build does without AVX-512. */
#ifdef CULEBRA_AVX2
#define CULEBRA_HAS_AVX512 0
#define CULEBRA_CLONES target_clones("arch=x86-64-v3", "default")
#else
#define CULEBRA_HAS_AVX512 __builtin_cpu_supports("x86-64-v4")
#define CULEBRA_CLONES target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")
#endif
#define CULEBRA_HAS_AVX2 __builtin_cpu_supports("x86-64-v3")
#define CULEBRA_KERNEL CULEBRA_EXPORT __attribute__((CULEBRA_CLONES))
#else
#define CULEBRA_KERNEL CULEBRA_EXPORT
#endif

/* No element of the next loop reads what another one writes, though arrays may be the same. */
#if defined(__clang__)
#define CULEBRA_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define CULEBRA_INDEPENDENT _Pragma("GCC ivdep")
#endif

/* Unrolls the next loop; arrays of vectors that only unrolled loops index become registers. */
#define CULEBRA_PRAGMA(text) _Pragma(#text)
#if defined(__clang__)
#define CULEBRA_UNROLL(times) CULEBRA_PRAGMA(clang loop unroll_count(times))
#else
#define CULEBRA_UNROLL(times) CULEBRA_PRAGMA(GCC unroll times)
#endif

#endif
