package dev.culebra.math;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** Errors in units of the last place against double precision, on random bit patterns. */
class AccuracyTest {
  private static final int POINTS = 2_000_000;
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());

  interface FloatFunction {
    float of(float x);
  }

  private static void within(double bound, FloatFunction ours, DoubleUnaryOperator truth) {
    within(bound, Float.POSITIVE_INFINITY, ours, truth);
  }

  private static void within(
      double bound, float largest, FloatFunction ours, DoubleUnaryOperator truth) {
    SplittableRandom random = new SplittableRandom(SEED);
    double worst = 0;
    float where = 0;
    for (int point = 0; point < POINTS; point++) {
      // Half the points are any bit pattern, half lie where the functions bend.
      float x =
          (point & 1) == 0
              ? Float.intBitsToFloat(random.nextInt())
              : (float) random.nextDouble(-105, 90);
      if (Math.abs(x) > largest) {
        continue;
      }
      double expected = truth.applyAsDouble(x);
      float rounded = (float) expected;
      float got = ours.of(x);
      if (Float.isNaN(rounded) || Float.isInfinite(rounded)) {
        assertEquals(rounded, got, "seed " + SEED + ", x = " + x);
        continue;
      }
      double error = Math.abs(got - expected) / Math.ulp(rounded);
      if (!(error <= worst)) {
        worst = error;
        where = x;
      }
    }
    System.out.printf("seed %d: %.4f ulp at %s%n", SEED, worst, where);
    assertTrue(worst <= bound, worst + " ulp at " + where + ", seed " + SEED);
  }

  @Test
  void exponential() {
    within(0.892, Exp::exp, StrictMath::exp);
    within(1.522, Expm1::expm1, StrictMath::expm1);
  }

  @Test
  void logarithm() {
    within(0.934, Log::log, StrictMath::log);
    within(1.54, Log1p::log1p, StrictMath::log1p);
  }

  @Test
  void activations() {
    within(2.5, Tanh::tanh, StrictMath::tanh);
    within(2.41, Sigmoid::sigmoid, x -> decayed(x) ? 0 : 1 / (1 + StrictMath.exp(-x)));
    within(
        1.98,
        Softplus::softplus,
        x -> decayed(x) ? 0 : Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x))));
  }

  /** Where sigmoid and softplus would be subnormal and are 0 by definition. */
  private static boolean decayed(double x) {
    return x < Exp.LOWEST_NORMAL;
  }

  @Test
  void circular() {
    within(1.54, SinCos.LARGEST, SinCos::sin, StrictMath::sin);
    within(1.54, SinCos.LARGEST, SinCos::cos, StrictMath::cos);
    assertTrue(Float.isNaN(SinCos.sin(131073f)));
    assertTrue(Float.isNaN(SinCos.cos(Float.POSITIVE_INFINITY)));
  }

  @Test
  void errorFunction() {
    within(1.46, Erf::erf, AccuracyTest::erf);
  }

  /** Taylor's series below 2.6, Laplace's continued fraction above. */
  private static double erf(double x) {
    double magnitude = Math.abs(x);
    double value;
    if (magnitude < 2.6) {
      double term = magnitude;
      double sum = magnitude;
      for (int n = 1; n < 80; n++) {
        term *= -magnitude * magnitude / n;
        sum += term / (2 * n + 1);
      }
      value = sum * 2 / Math.sqrt(Math.PI);
    } else {
      double fraction = 0;
      for (int k = 60; k >= 1; k--) {
        fraction = k / 2.0 / (magnitude + fraction);
      }
      value =
          1 - StrictMath.exp(-magnitude * magnitude) / Math.sqrt(Math.PI) / (magnitude + fraction);
    }
    return Math.copySign(value, x);
  }

  @Test
  void specialValues() {
    float infinity = Float.POSITIVE_INFINITY;
    float least = Float.MIN_VALUE;
    same(0f, Exp.exp(-infinity), Exp.exp(-104f), Sigmoid.sigmoid(-infinity), Exp.exp(-1e30f));
    same(infinity, Exp.exp(infinity), Exp.exp(88.73f), Expm1.expm1(infinity), Log.log(infinity));
    same(infinity, Log1p.log1p(infinity), Softplus.softplus(infinity), Expm1.expm1(88.73f));
    same(-infinity, Log.log(0f), Log.log(-0f), Log1p.log1p(-1f));
    same(Float.NaN, Log.log(-1f), Log.log(-least), Log1p.log1p(-1.0000001f), Log.log(-infinity));
    same(1f, Exp.exp(0f), Exp.exp(-0f), Tanh.tanh(infinity), Erf.erf(infinity), Tanh.tanh(30f));
    same(-1f, Tanh.tanh(-infinity), Erf.erf(-infinity), Expm1.expm1(-infinity));
    same(0.5f, Sigmoid.sigmoid(0f), Sigmoid.sigmoid(-0f));
    same(least, Exp.exp(-103.9f));
    same(0f, Sigmoid.sigmoid(-87.33655f), Softplus.softplus(-87.33655f), Exp.decay(87.33655f));
    same(Exp.exp(Exp.LOWEST_NORMAL), Exp.decay(Exp.LOWEST_NORMAL), Exp.decay(87.33654f));
    same(-0f, Tanh.tanh(-0f), Erf.erf(-0f), Expm1.expm1(-0f), Log1p.log1p(-0f), SinCos.sin(-0f));
    same(least, Tanh.tanh(least), Expm1.expm1(least), Log1p.log1p(least), SinCos.sin(least));
    float nan = Float.NaN;
    same(nan, Exp.exp(nan), Expm1.expm1(nan), Log.log(nan), Log1p.log1p(nan), Tanh.tanh(nan));
    same(nan, Sigmoid.sigmoid(nan), Softplus.softplus(nan), Erf.erf(nan), SinCos.sin(nan));
  }

  private static void same(float expected, float... values) {
    for (float value : values) {
      assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(value), () -> "" + value);
    }
  }
}
