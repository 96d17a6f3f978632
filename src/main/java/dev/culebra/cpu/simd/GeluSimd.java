package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Gelu;
import jdk.incubator.vector.FloatVector;

final class GeluSimd {
  private static final float ROOT_HALF = (float) Math.sqrt(0.5);
  private static final float SLOPE = (float) Gelu.SLOPE;
  private static final float CUBIC = (float) (Gelu.SLOPE * Gelu.CUBIC);
  private static final UnarySimd.Loop BY_ERF =
      UnarySimd.loop(x -> x.mul(0.5f).mul(VectorErf.erf(x.mul(ROOT_HALF)).add(1)));
  private static final UnarySimd.Loop BY_TANH =
      UnarySimd.loop(x -> x.mul(VectorActivation.sigmoid(x.mul(slope(x)))));

  private GeluSimd() {}

  static Choice select(Gelu op, Signature signature) {
    return UnarySimd.select(signature, op.approximate() ? BY_TANH : BY_ERF);
  }

  private static FloatVector slope(FloatVector x) {
    return x.mul(x).mul(CUBIC).add(SLOPE);
  }
}
