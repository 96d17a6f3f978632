package dev.culebra.cpu.simd;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Runs of {@link SelectSimd}; an operand that repeats is one element.
 *
 * @param condition u8
 * @param sameCondition whether the condition repeats
 * @param whenTrue taken where the condition is not 0
 * @param sameTrue whether it repeats
 * @param whenFalse taken elsewhere
 * @param sameFalse whether it repeats
 * @param output the choices
 */
record SelectLoop(
    MemorySegment condition,
    boolean sameCondition,
    MemorySegment whenTrue,
    boolean sameTrue,
    MemorySegment whenFalse,
    boolean sameFalse,
    MemorySegment output) {
  private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
  private static final int LENGTH = LANES.length();
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** Chooses {@code length} elements; offsets are in elements. */
  void run(long conditionAt, long trueAt, long falseAt, long at, long length) {
    if (sameCondition) {
      boolean holds = condition.get(ValueLayout.JAVA_BYTE, conditionAt) != 0;
      copy(
          holds ? whenTrue : whenFalse,
          holds ? trueAt : falseAt,
          holds ? sameTrue : sameFalse,
          at,
          length);
      return;
    }
    long whole = length - length % LENGTH;
    if (whole > 0) {
      vectors(conditionAt, trueAt, falseAt, at, whole);
    }
    for (long i = whole; i < length; i++) {
      boolean holds = condition.get(ValueLayout.JAVA_BYTE, conditionAt + i) != 0;
      MemorySegment chosen = holds ? whenTrue : whenFalse;
      long from = holds ? trueAt + (sameTrue ? 0 : i) : falseAt + (sameFalse ? 0 : i);
      output.set(FLOAT, 4 * (at + i), chosen.get(FLOAT, 4 * from));
    }
  }

  private void vectors(long conditionAt, long trueAt, long falseAt, long at, long length) {
    // A repeated choice stays in a register.
    FloatVector one = FloatVector.broadcast(LANES, whenTrue.get(FLOAT, 4 * trueAt));
    FloatVector other = FloatVector.broadcast(LANES, whenFalse.get(FLOAT, 4 * falseAt));
    for (long i = 0; i < length; i += LENGTH) {
      long bits = MaskBytes.load(condition, conditionAt + i, LENGTH);
      FloatVector a =
          sameTrue ? one : FloatVector.fromMemorySegment(LANES, whenTrue, 4 * (trueAt + i), ORDER);
      FloatVector b =
          sameFalse
              ? other
              : FloatVector.fromMemorySegment(LANES, whenFalse, 4 * (falseAt + i), ORDER);
      b.blend(a, VectorMask.fromLong(LANES, bits)).intoMemorySegment(output, 4 * (at + i), ORDER);
    }
  }

  private void copy(MemorySegment from, long first, boolean same, long at, long length) {
    if (!same) {
      MemorySegment.copy(from, 4 * first, output, 4 * at, 4 * length);
      return;
    }
    float value = from.get(FLOAT, 4 * first);
    for (long i = 0; i < length; i++) {
      output.set(FLOAT, 4 * (at + i), value);
    }
  }
}
