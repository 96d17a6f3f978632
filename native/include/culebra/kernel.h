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
#define CULEBRA_KERNEL \
  CULEBRA_EXPORT __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CULEBRA_KERNEL CULEBRA_EXPORT
#endif

/* No element of the next loop reads what another one writes, though arrays may be the same. */
#if defined(__clang__)
#define CULEBRA_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define CULEBRA_INDEPENDENT _Pragma("GCC ivdep")
#endif

#endif
