package dev.culebra.math;

/**
 * e^x - 1 without cancellation: with x = n ln 2 + r it is 2^n (e^r - 1) + (2^n - 1), one fma.
 * Computed at half its size, so that 2^128 is representable.
 *
 * <p>Largest error 1.522 ulp over all 2^32 arguments. -1 for -inf, inf for inf, keeps the sign of
 * zero.
 */
public final class Expm1 {
  /** Below it the result is -1 whatever the argument. */
  public static final float LOWEST = -30f;

  /** Below this magnitude the result is the argument. */
  public static final float TINY = 0x1p-24f;

  /** As {@link Exp#ROUNDER}; the low bits become the biased exponent of 2^(n-1). */
  public static final float ROUNDER = 0x1.8p23f + 126f;

  /** As {@link #ROUNDER}, for 2^n. */
  public static final float UNIT_ROUNDER = 0x1.8p23f + 127f;

  public static final float C2 = 0x1.fffffep-2f;
  public static final float C3 = 0x1.5554aep-3f;
  public static final float C4 = 0x1.555714p-5f;
  public static final float C5 = 0x1.12293ap-7f;
  public static final float C6 = 0x1.6b7792p-10f;

  private Expm1() {}

  public static float expm1(float x) {
    float bounded = x < LOWEST ? LOWEST : x;
    bounded = bounded > Exp.HIGHEST ? Exp.HIGHEST : bounded;
    float shifted = Math.fma(bounded, Exp.LOG2_E, ROUNDER);
    float v = reduced(bounded, shifted - ROUNDER);
    float scale = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    float y = Math.fma(scale, v, scale - 0.5f);
    return Math.abs(x) < TINY ? x : y + y;
  }

  /** e^x - 1 for x in [-30, 0]: what tanh needs, exact for tiny arguments without a select. */
  static float ofNegative(float x) {
    float shifted = Math.fma(x, Exp.LOG2_E, UNIT_ROUNDER);
    float v = reduced(x, shifted - UNIT_ROUNDER);
    float scale = Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    return Math.fma(scale, v, scale - 1f);
  }

  /** e^r - 1 for r = x - n ln 2. */
  private static float reduced(float x, float n) {
    float r = Math.fma(n, -Exp.LN2_HIGH, x);
    r = Math.fma(n, -Exp.LN2_LOW, r);
    float p = Math.fma(C6, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    return Math.fma(p, r * r, r);
  }
}
