package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sign;
import jdk.incubator.vector.VectorOperators;

final class SignSimd {
  private static final UnarySimd.Loop LOOP =
      UnarySimd.loop(
          x ->
              x.blend(1f, x.compare(VectorOperators.GT, 0))
                  .blend(-1f, x.compare(VectorOperators.LT, 0)));

  private SignSimd() {}

  static Choice select(Sign op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
