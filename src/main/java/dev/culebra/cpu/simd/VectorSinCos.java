package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.culebra.math.SinCos;
import dev.culebra.math.Tanh;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Twin of {@link SinCos}: the same operations in the same order. */
final class VectorSinCos {
  private VectorSinCos() {}

  static FloatVector sin(FloatVector x) {
    return quadrant(x, 0).blend(x, x.compare(VectorOperators.EQ, 0f));
  }

  static FloatVector cos(FloatVector x) {
    return quadrant(x, 1);
  }

  private static FloatVector quadrant(FloatVector x, int quarters) {
    FloatVector shifted = x.fma(SinCos.TWO_OVER_PI, SinCos.ROUNDER);
    FloatVector n = shifted.sub(SinCos.ROUNDER);
    FloatVector r =
        n.fma(
            broadcast(F32, -SinCos.HALF_PI_3),
            n.fma(broadcast(F32, -SinCos.HALF_PI_2), n.fma(broadcast(F32, -SinCos.HALF_PI_1), x)));
    IntVector turn = shifted.reinterpretAsInts().add(quarters);
    VectorMask<Integer> odd =
        turn.lanewise(VectorOperators.LSHL, 31).compare(VectorOperators.LT, 0);
    FloatVector y = sine(r).blend(cosine(r), odd.cast(F32));
    IntVector flip = turn.lanewise(VectorOperators.LSHL, 30).and(Tanh.SIGN);
    y = y.reinterpretAsInts().lanewise(VectorOperators.XOR, flip).reinterpretAsFloats();
    return broadcast(F32, Float.NaN).blend(y, x.abs().compare(VectorOperators.LE, SinCos.LARGEST));
  }

  /** sin(r) for r in [-pi/4, pi/4]. */
  static FloatVector sine(FloatVector r) {
    FloatVector s = r.mul(r);
    return s.fma(SinCos.S7, SinCos.S5).fma(s, broadcast(F32, SinCos.S3)).fma(s.mul(r), r);
  }

  /** cos(r) for r in [-pi/4, pi/4]. */
  static FloatVector cosine(FloatVector r) {
    FloatVector s = r.mul(r);
    return s.fma(SinCos.C8, SinCos.C6)
        .fma(s, broadcast(F32, SinCos.C4))
        .fma(s, broadcast(F32, -0.5f))
        .fma(s, broadcast(F32, 1f));
  }
}
