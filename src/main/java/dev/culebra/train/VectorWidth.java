package dev.culebra.train;

import jdk.incubator.vector.FloatVector;

/** Width of the vector registers in use, which results of the Vector API tier depend on. */
final class VectorWidth {
  private VectorWidth() {}

  /** Bits of a vector; 0 without the Vector API. */
  static int bits() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() ? Preferred.BITS : 0;
  }

  /** Loaded on first use, hence never where the module is off. */
  private static final class Preferred {
    static final int BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }
}
