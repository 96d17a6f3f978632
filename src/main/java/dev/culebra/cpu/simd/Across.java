package dev.culebra.cpu.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Combining the lanes of one vector, in halves: a fixed order, which {@code reduceLanes} does not
 * promise for sums of floats (interpreted and compiled code may differ).
 */
final class Across {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final VectorShuffle<Float> BY_8 = rotation(8);
  private static final VectorShuffle<Float> BY_4 = rotation(4);
  private static final VectorShuffle<Float> BY_2 = rotation(2);
  private static final VectorShuffle<Float> BY_1 = rotation(1);

  private Across() {}

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.iota(LANES, lanes % LANES.length(), 1, true);
  }

  static float lanes(FloatVector value, BinarySimd.Function combine) {
    FloatVector total = value;
    if (LANES.length() > 8) {
      total = combine.apply(total, total.rearrange(BY_8));
    }
    if (LANES.length() > 4) {
      total = combine.apply(total, total.rearrange(BY_4));
    }
    if (LANES.length() > 2) {
      total = combine.apply(total, total.rearrange(BY_2));
    }
    return combine.apply(total, total.rearrange(BY_1)).lane(0);
  }
}
