package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SquaredError;
import jdk.incubator.vector.FloatVector;

final class SquaredErrorSimd {
  private static final BinarySimd.Loop LOOP = BinarySimd.loop(SquaredErrorSimd::square);

  private SquaredErrorSimd() {}

  static Choice select(SquaredError op, Signature signature) {
    return BinarySimd.select(signature, LOOP);
  }

  static FloatVector square(FloatVector left, FloatVector right) {
    FloatVector error = left.sub(right);
    return error.mul(error);
  }
}
