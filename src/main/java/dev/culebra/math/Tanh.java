package dev.culebra.math;

/**
 * Hyperbolic tangent: e / (e + 2) for e = expm1(-2|x|), with the sign of x.
 *
 * <p>Largest error 2.50 ulp over every third argument; never above 1 in magnitude, exact for tiny
 * arguments, keeps the sign of zero.
 */
public final class Tanh {
  /** From here on the result is 1. */
  public static final float SATURATED = 10f;

  public static final int SIGN = 0x80000000;

  private Tanh() {}

  public static float tanh(float x) {
    float magnitude = Math.abs(x);
    magnitude = magnitude > SATURATED ? SATURATED : magnitude;
    float e = Expm1.ofNegative(magnitude * -2f);
    int ratio = Float.floatToRawIntBits(e / (e + 2f)) & ~SIGN;
    return Float.intBitsToFloat(ratio | (Float.floatToRawIntBits(x) & SIGN));
  }
}
