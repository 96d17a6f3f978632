package dev.culebra.plan;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;

/** Picks the kernel of a signature on a device. */
@FunctionalInterface
public interface Selector {
  /**
   * @throws dev.culebra.ir.OpException if no tier of the device has a kernel
   */
  Kernel select(Signature signature);
}
