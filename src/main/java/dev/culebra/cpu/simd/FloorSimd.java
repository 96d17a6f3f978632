package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Floor;

final class FloorSimd {
  private static final UnarySimd.Loop LOOP = UnarySimd.loop(VectorRounding::floor);

  private FloorSimd() {}

  static Choice select(Floor op, Signature signature) {
    return UnarySimd.select(signature, LOOP);
  }
}
