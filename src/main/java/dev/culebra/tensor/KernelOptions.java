package dev.culebra.tensor;

import dev.culebra.par.Workers;

/**
 * Which kernel of an operation {@link Kernels} call, and with how many threads.
 *
 * @param tier name of a tier, for example {@code ref}, {@code simd} or {@code c}; null for the
 *     fastest that takes the call
 * @param workers the threads that the kernel may use; they stay the caller's
 */
public record KernelOptions(String tier, Workers workers) {
  /** The fastest tier, on the caller's thread. */
  public static final KernelOptions FASTEST = new KernelOptions(null, Workers.caller());

  /** The named tier, on the caller's thread. */
  public static KernelOptions tier(String name) {
    return new KernelOptions(name, Workers.caller());
  }
}
