package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Loads, stores and folds of float32 vectors; a null mask means every lane. */
final class Vectors {
  static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  static final VectorShuffle<Float> HALF = rotation(LANES.length() / 2);
  static final VectorShuffle<Float> QUARTER = rotation(LANES.length() / 4);
  static final VectorShuffle<Float> EIGHTH = rotation(LANES.length() / 8);
  static final VectorShuffle<Float> SIXTEENTH = rotation(LANES.length() / 16);

  private Vectors() {}

  /**
   * A whole vector from element {@code index}. Apart from the masked load, because a method that C2
   * once compiled into much code is never inlined again, and its vectors then become objects.
   */
  static FloatVector load(MemorySegment segment, long index) {
    return FloatVector.fromMemorySegment(LANES, segment, index * Float.BYTES, ORDER);
  }

  /** Stores a whole vector from element {@code index}. */
  static void store(FloatVector value, MemorySegment segment, long index) {
    value.intoMemorySegment(segment, index * Float.BYTES, ORDER);
  }

  /** Elements {@code index} and following; lanes outside the mask are 0. */
  static FloatVector load(MemorySegment segment, long index, VectorMask<Float> mask) {
    return mask == null
        ? FloatVector.fromMemorySegment(LANES, segment, index * Float.BYTES, ORDER)
        : FloatVector.fromMemorySegment(LANES, segment, index * Float.BYTES, ORDER, mask);
  }

  /** How many of a row's elements fill whole vectors. */
  static int whole(int count) {
    return count - count % LANES.length();
  }

  static FloatVector all(float value) {
    return FloatVector.broadcast(LANES, value);
  }

  static void store(FloatVector value, MemorySegment segment, long index, VectorMask<Float> mask) {
    if (mask == null) {
      value.intoMemorySegment(segment, index * Float.BYTES, ORDER);
    } else {
      value.intoMemorySegment(segment, index * Float.BYTES, ORDER, mask);
    }
  }

  /** The sum of all lanes in the order of {@link #fold}, without its call of a function. */
  static float total(FloatVector value) {
    FloatVector folded = value.add(value.rearrange(HALF));
    if (LANES.length() >= 4) {
      folded = folded.add(folded.rearrange(QUARTER));
    }
    if (LANES.length() >= 8) {
      folded = folded.add(folded.rearrange(EIGHTH));
    }
    if (LANES.length() >= 16) {
      folded = folded.add(folded.rearrange(SIXTEENTH));
    }
    return folded.lane(0);
  }

  /**
   * All lanes combined in a fixed order: {@code reduceLanes} adds in an order that may change from
   * one run to the next. Lanes are folded by halves.
   */
  static float fold(FloatVector value, BinarySimd.Function combine) {
    FloatVector folded = combine.apply(value, value.rearrange(HALF));
    if (LANES.length() >= 4) {
      folded = combine.apply(folded, folded.rearrange(QUARTER));
    }
    if (LANES.length() >= 8) {
      folded = combine.apply(folded, folded.rearrange(EIGHTH));
    }
    if (LANES.length() >= 16) {
      folded = combine.apply(folded, folded.rearrange(SIXTEENTH));
    }
    return folded.lane(0);
  }

  private static VectorShuffle<Float> rotation(int lanes) {
    return VectorShuffle.iota(LANES, lanes, 1, true);
  }
}
