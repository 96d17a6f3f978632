package dev.culebra.cpu.simd;

import dev.culebra.kernel.Kernel;

/** A kernel that does each element by itself, so that others can do its work piece by piece. */
public interface ElementwiseKernel extends Kernel {
  /** Its function along any run of elements: the same bits however the elements are cut. */
  Span span();
}
