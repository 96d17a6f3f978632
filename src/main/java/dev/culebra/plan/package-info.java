/**
 * Level 3. Makes a plan of a recorded program: kernels, order, in-place work, and one slab of
 * memory with exact lifetimes. Sees backends only through {@code kernel}; holds no memory and runs
 * nothing.
 */
package dev.culebra.plan;
