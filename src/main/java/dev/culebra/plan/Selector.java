package dev.culebra.plan;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;

/** Picks the kernel of a signature on a device. */
public interface Selector {
  /**
   * @throws dev.culebra.ir.OpException if no tier of the device has a kernel
   */
  Kernel select(Signature signature);

  /**
   * The kernel that does what {@link #select}'s kernels for the members of a {@link
   * dev.culebra.op.Fused} do one after the other, bit for bit.
   *
   * @return null if there is none
   */
  Kernel selectFused(Signature signature);
}
