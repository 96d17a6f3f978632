/**
 * Level 3. Kernels of {@code cuda-kernels/} and of the vendor's libraries on one NVIDIA device, all
 * through JCuda; the only package that imports it. What an operation lacks here is not computed
 * elsewhere.
 */
package dev.culebra.cuda;
