package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.culebra.math.Sigmoid;
import dev.culebra.math.Softplus;
import dev.culebra.math.Tanh;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Twins of {@link Tanh}, {@link Sigmoid} and {@link Softplus}: the same operations and order. */
final class VectorActivation {
  private VectorActivation() {}

  static FloatVector tanh(FloatVector x) {
    FloatVector magnitude = x.abs();
    magnitude =
        magnitude.blend(Tanh.SATURATED, magnitude.compare(VectorOperators.GT, Tanh.SATURATED));
    FloatVector e = VectorExpm1.ofNegative(magnitude.mul(-2f));
    IntVector ratio = e.div(e.add(2f)).reinterpretAsInts().and(~Tanh.SIGN);
    return ratio.or(x.reinterpretAsInts().and(Tanh.SIGN)).reinterpretAsFloats();
  }

  static FloatVector sigmoid(FloatVector x) {
    FloatVector e = VectorExp.decay(x);
    return broadcast(F32, 1f).blend(e, x.compare(VectorOperators.LT, 0f)).div(e.add(1f));
  }

  static FloatVector softplus(FloatVector x) {
    return broadcast(F32, 0f).blend(x, x.compare(VectorOperators.GT, 0f)).add(softplusTail(x));
  }

  /** log(1 + e^-|x|). */
  static FloatVector softplusTail(FloatVector x) {
    FloatVector e = VectorExp.decay(x);
    VectorMask<Float> halved = e.add(1f).compare(VectorOperators.GE, Softplus.FOUR_THIRDS);
    FloatVector f = e.blend(e.fma(0.5f, -0.5f), halved);
    return VectorLog.ofOnePlus(f).add(broadcast(F32, 0f).blend(Softplus.LN2, halved));
  }
}
