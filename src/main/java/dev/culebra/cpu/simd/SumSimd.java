package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sum;

final class SumSimd {
  private static final ReduceSimd.Loop LOOP =
      ReduceSimd.loop(new ReduceSimd.Function((left, right) -> left.add(right), 0));

  private SumSimd() {}

  static Choice select(Sum op, Signature signature) {
    return ReduceSimd.select(signature, op.axes(), LOOP);
  }
}
