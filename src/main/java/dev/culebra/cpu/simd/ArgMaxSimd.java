package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ArgMax;
import jdk.incubator.vector.VectorOperators;

final class ArgMaxSimd {
  private static final ReduceSimd.Loop EXTREME =
      ReduceSimd.loop(
          new ReduceSimd.Function((left, right) -> left.max(right), Float.NEGATIVE_INFINITY));
  private static final PositionSimd.Loop LOOP = PositionSimd.loop(VectorOperators.LE);

  private ArgMaxSimd() {}

  static Choice select(ArgMax op, Signature signature) {
    return PositionSimd.select(signature, op.axis(), EXTREME, LOOP);
  }
}
