package dev.culebra.cpu.simd;

import dev.culebra.math.Sigmoid;
import dev.culebra.math.Softplus;
import dev.culebra.math.Tanh;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Twins of {@link Tanh}, {@link Sigmoid} and {@link Softplus}: the same operations and order. */
final class VectorActivation {
  private VectorActivation() {}

  static FloatVector tanh(FloatVector x) {
    FloatVector magnitude = x.abs();
    magnitude =
        magnitude.blend(Tanh.SATURATED, magnitude.compare(VectorOperators.GT, Tanh.SATURATED));
    FloatVector e = VectorExp.expm1OfNegative(magnitude.mul(-2f));
    IntVector ratio = e.div(e.add(2f)).reinterpretAsInts().and(~Tanh.SIGN);
    return ratio.or(x.reinterpretAsInts().and(Tanh.SIGN)).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = VectorExp.exp(x.abs().neg());
    FloatVector one = FloatVector.broadcast(Lanes.F32, 1f);
    return one.blend(e, x.compare(VectorOperators.LT, 0f)).div(e.add(1f));
  }

  static FloatVector softplus(FloatVector x) {
    FloatVector tail = VectorLog.onePlusOrdinary(VectorExp.exp(x.abs().neg()));
    FloatVector positive = FloatVector.zero(Lanes.F32).blend(x, x.compare(VectorOperators.GT, 0f));
    return positive.add(x.blend(tail, x.compare(VectorOperators.EQ, x)));
  }
}
