package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Erf;
import dev.culebra.math.Sigmoid;
import dev.culebra.op.Gelu;

final class GeluRef {
  private static final float ROOT_HALF = (float) Math.sqrt(0.5);
  private static final float SLOPE = (float) Gelu.SLOPE;
  private static final float CUBIC = (float) (Gelu.SLOPE * Gelu.CUBIC);

  private GeluRef() {}

  static Kernel select(Gelu op, Signature signature) {
    return op.approximate()
        ? UnaryRef.of(
            signature,
            x -> x * Sigmoid.sigmoid(x * (x * x * CUBIC + SLOPE)),
            x -> x * Exact.sigmoid(x * (x * x * Gelu.CUBIC + 1) * Gelu.SLOPE))
        : UnaryRef.of(
            signature,
            x -> x * 0.5f * (Erf.erf(x * ROOT_HALF) + 1),
            x -> x * 0.5 * (Exact.erf(x * Math.sqrt(0.5)) + 1));
  }
}
