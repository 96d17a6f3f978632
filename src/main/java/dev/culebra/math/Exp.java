package dev.culebra.math;

/**
 * e^x: x = n ln 2 + r with |r| &lt;= ln 2 / 2, a polynomial for e^r, and a scaling by 2^n in two
 * factors, so that results underflow gradually with a single rounding.
 *
 * <p>Largest error 0.892 ulp over all 2^32 arguments. Overflows to infinity above 88.72, reaches 0
 * below -103.97; e^-inf = 0, e^inf = inf.
 */
public final class Exp {
  /** Below it the result is 0 whatever the argument. */
  public static final float LOWEST = -104f;

  /** Above it the result is infinite whatever the argument. */
  public static final float HIGHEST = 89f;

  /** Below it the result is subnormal. */
  public static final float LOWEST_NORMAL = -87.33654f;

  public static final float LOG2_E = 0x1.715476p0f;

  /**
   * Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits; 254 is twice the exponent
   * bias, one for each factor of the scaling.
   */
  public static final float ROUNDER = 0x1.8p23f + 254f;

  /** ln 2 in two parts; the upper one times any exponent is exact. */
  public static final float LN2_HIGH = 0x1.62e400p-1f;

  public static final float LN2_LOW = 0x1.7f7d1cp-20f;

  public static final float C2 = 0x1.fffffap-2f;
  public static final float C3 = 0x1.55549p-3f;
  public static final float C4 = 0x1.555a22p-5f;
  public static final float C5 = 0x1.123b0ep-7f;
  public static final float C6 = 0x1.695458p-10f;

  private Exp() {}

  public static float exp(float x) {
    float bounded = x < LOWEST ? LOWEST : x;
    bounded = bounded > HIGHEST ? HIGHEST : bounded;
    float shifted = Math.fma(bounded, LOG2_E, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Math.fma(n, -LN2_HIGH, bounded);
    r = Math.fma(n, -LN2_LOW, r);
    float p = polynomial(r);
    int bits = Float.floatToRawIntBits(shifted);
    int half = bits >> 1;
    return p * Float.intBitsToFloat(half << 23) * Float.intBitsToFloat((bits - half) << 23);
  }

  /**
   * e^-|x|, the same bits as {@link #exp} but 0 where that would be subnormal: one factor of
   * scaling is enough, and it is what sigmoid and softplus are made of.
   */
  public static float decay(float x) {
    float minus = -Math.abs(x);
    float shifted = Math.fma(minus, LOG2_E, Expm1.UNIT_ROUNDER);
    float n = shifted - Expm1.UNIT_ROUNDER;
    float r = Math.fma(n, -LN2_HIGH, minus);
    float p = polynomial(Math.fma(n, -LN2_LOW, r));
    float y = p * Float.intBitsToFloat(Float.floatToRawIntBits(shifted) << 23);
    return minus < LOWEST_NORMAL ? 0f : y;
  }

  /** e^r for |r| &lt;= ln 2 / 2. */
  private static float polynomial(float r) {
    float p = Math.fma(C6, r, C5);
    p = Math.fma(p, r, C4);
    p = Math.fma(p, r, C3);
    p = Math.fma(p, r, C2);
    p = Math.fma(p, r, 1f);
    return Math.fma(p, r, 1f);
  }
}
