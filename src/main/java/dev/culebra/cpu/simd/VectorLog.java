package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.Lanes.F32;
import static jdk.incubator.vector.FloatVector.broadcast;

import dev.culebra.math.Log;
import dev.culebra.math.Log1p;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Twins of {@link Log} and {@link Log1p}: the same operations in the same order. */
final class VectorLog {
  private VectorLog() {}

  static FloatVector log(FloatVector x) {
    VectorMask<Float> subnormal = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
    IntVector bits = x.blend(x.mul(Log.SUBNORMAL_SCALE), subnormal).reinterpretAsInts();
    IntVector exponent = exponent(bits);
    FloatVector f = bits.sub(exponent).reinterpretAsFloats().sub(1f);
    IntVector k = exponent.blend(exponent.sub(Log.SUBNORMAL_EXPONENT), subnormal.cast(Lanes.I32));
    FloatVector y = x.blend(sum(k, f), x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    y = broadcast(F32, Float.NaN).blend(y, x.compare(VectorOperators.GT, 0f));
    return y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
  }

  /** Log of positive normal numbers. */
  static FloatVector ofNormal(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector exponent = exponent(bits);
    return sum(exponent, bits.sub(exponent).reinterpretAsFloats().sub(1f));
  }

  static FloatVector log1p(FloatVector x) {
    FloatVector y =
        x.blend(onePlusOrdinary(x), x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
    y = broadcast(F32, Float.NaN).blend(y, x.compare(VectorOperators.GT, -1f));
    y = y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, -1f));
    return y.blend(x, x.compare(VectorOperators.EQ, 0f));
  }

  /** log(1 + x) for finite x &gt; -1, -0 excepted. */
  private static FloatVector onePlusOrdinary(FloatVector x) {
    IntVector exponent = exponent(x.add(1f).reinterpretAsInts());
    FloatVector scaled = x.reinterpretAsInts().sub(exponent).reinterpretAsFloats();
    FloatVector four =
        IntVector.broadcast(Lanes.I32, Log1p.FOUR).sub(exponent).reinterpretAsFloats();
    return sum(exponent, scaled.add(four.fma(0.25f, -1f)));
  }

  private static IntVector exponent(IntVector bits) {
    return bits.sub(Log.TWO_THIRDS).and(Log.EXPONENT);
  }

  /** k ln 2 + log(1 + f). */
  private static FloatVector sum(IntVector k, FloatVector f) {
    FloatVector exponent = (FloatVector) k.convert(VectorOperators.I2F, 0);
    return exponent.fma(broadcast(F32, Log.LN2_SCALED), ofOnePlus(f));
  }

  /** log(1 + f) for f in [-1/3, 1/3]. */
  static FloatVector ofOnePlus(FloatVector f) {
    FloatVector p =
        f.fma(Log.C10, Log.C9)
            .fma(f, broadcast(F32, Log.C8))
            .fma(f, broadcast(F32, Log.C7))
            .fma(f, broadcast(F32, Log.C6))
            .fma(f, broadcast(F32, Log.C5))
            .fma(f, broadcast(F32, Log.C4))
            .fma(f, broadcast(F32, Log.C3))
            .fma(f, broadcast(F32, -0.5f));
    return p.fma(f.mul(f), f);
  }
}
