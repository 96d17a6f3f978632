/**
 * Level 3. Kernels in the Vector API. Needs {@code --add-modules jdk.incubator.vector}; without it
 * the tier refuses itself and no class here is loaded. Names no other backend.
 */
package dev.culebra.cpu.simd;
