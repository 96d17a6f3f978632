package dev.culebra.math;

/**
 * Sine and cosine: x = n pi/2 + r by Cody and Waite with three constants, then a polynomial on
 * [-pi/4, pi/4] chosen by n.
 *
 * <p>Largest error 1.54 ulp over every third argument for |x| &lt;= {@link #LARGEST}. Beyond it
 * (and for inf and NaN) the result is NaN: no training signal lives there, and a wrong number
 * would.
 */
public final class SinCos {
  /** 2^17: up to here n is the nearest integer, so that r stays in the polynomials' range. */
  public static final float LARGEST = 0x1p17f;

  public static final float TWO_OVER_PI = 0x1.45f306p-1f;

  /** As {@link Exp#ROUNDER}, without a bias. */
  public static final float ROUNDER = 0x1.8p23f;

  /** pi/2 in three parts; x - n HALF_PI_1 is exact under fma. */
  public static final float HALF_PI_1 = 0x1.921fb6p0f;

  public static final float HALF_PI_2 = -0x1.777a5cp-25f;
  public static final float HALF_PI_3 = -0x1.ee59dap-50f;

  public static final float S3 = -0x1.555546p-3f;
  public static final float S5 = 0x1.110778p-7f;
  public static final float S7 = -0x1.9953ep-13f;

  public static final float C4 = 0x1.55554ap-5f;
  public static final float C6 = -0x1.6c0c2ap-10f;
  public static final float C8 = 0x1.99e904p-16f;

  private SinCos() {}

  public static float sin(float x) {
    float y = quadrant(x, 0);
    return x == 0f ? x : y;
  }

  public static float cos(float x) {
    return quadrant(x, 1);
  }

  /** sin(x + quarters pi/2). */
  private static float quadrant(float x, int quarters) {
    float shifted = Math.fma(x, TWO_OVER_PI, ROUNDER);
    float n = shifted - ROUNDER;
    float r = Math.fma(n, -HALF_PI_1, x);
    r = Math.fma(n, -HALF_PI_2, r);
    r = Math.fma(n, -HALF_PI_3, r);
    int turn = Float.floatToRawIntBits(shifted) + quarters;
    float y = (turn << 31) < 0 ? cosine(r) : sine(r);
    int flip = (turn << 30) & Tanh.SIGN;
    y = Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ flip);
    return Math.abs(x) <= LARGEST ? y : Float.NaN;
  }

  /** sin(r) for r in [-pi/4, pi/4]. */
  public static float sine(float r) {
    float s = r * r;
    float p = Math.fma(S7, s, S5);
    p = Math.fma(p, s, S3);
    return Math.fma(p, s * r, r);
  }

  /** cos(r) for r in [-pi/4, pi/4]. */
  public static float cosine(float r) {
    float s = r * r;
    float p = Math.fma(C8, s, C6);
    p = Math.fma(p, s, C4);
    p = Math.fma(p, s, -0.5f);
    return Math.fma(p, s, 1f);
  }
}
