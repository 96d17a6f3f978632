package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ArgMin;
import jdk.incubator.vector.VectorOperators;

final class ArgMinSimd {
  private static final ReduceSimd.Loop EXTREME =
      ReduceSimd.loop(
          new ReduceSimd.Function((left, right) -> left.min(right), Float.POSITIVE_INFINITY));
  private static final PositionSimd.Loop LOOP = PositionSimd.loop(VectorOperators.GE);

  private ArgMinSimd() {}

  static Choice select(ArgMin op, Signature signature) {
    return PositionSimd.select(signature, op.axis(), EXTREME, LOOP);
  }
}
