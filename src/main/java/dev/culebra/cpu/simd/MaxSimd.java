package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Max;

final class MaxSimd {
  static final ReduceSimd.Loop LOOP =
      ReduceSimd.loop(
          new ReduceSimd.Function((left, right) -> left.max(right), Float.NEGATIVE_INFINITY));

  private MaxSimd() {}

  static Choice select(Max op, Signature signature) {
    return ReduceSimd.select(signature, op.axes(), LOOP);
  }
}
