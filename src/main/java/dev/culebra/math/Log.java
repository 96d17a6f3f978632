package dev.culebra.math;

/**
 * Natural logarithm: x = 2^k (1 + f) with 1 + f in [2/3, 4/3), then k ln 2 + log(1 + f).
 *
 * <p>Largest error 0.934 ulp over all 2^32 arguments, subnormal arguments included. log(0) = -inf,
 * log(x &lt; 0) = NaN, log(inf) = inf.
 */
public final class Log {
  /** The bits of 2/3, where the exponent of the reduced argument changes. */
  public static final int TWO_THIRDS = 0x3f2aaaab;

  public static final int EXPONENT = 0xff800000;

  /** ln 2 * 2^-23: exponents are left where they stand in a float's bits. */
  public static final float LN2_SCALED = 0x1.62e43p-24f;

  /** Subnormal numbers are scaled by 2^23 first, and their exponent lowered again. */
  public static final float SUBNORMAL_SCALE = 0x1p23f;

  public static final int SUBNORMAL_EXPONENT = 23 << 23;

  public static final float C3 = 0x1.555506p-2f;
  public static final float C4 = -0x1.fffefp-3f;
  public static final float C5 = 0x1.99d05ep-3f;
  public static final float C6 = -0x1.559de2p-3f;
  public static final float C7 = 0x1.1ed42p-3f;
  public static final float C8 = -0x1.f30e9ap-4f;
  public static final float C9 = 0x1.1e73cep-3f;
  public static final float C10 = -0x1.080b74p-3f;

  private Log() {}

  public static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    float scaled = subnormal ? x * SUBNORMAL_SCALE : x;
    int bits = Float.floatToRawIntBits(scaled);
    int exponent = (bits - TWO_THIRDS) & EXPONENT;
    float f = Float.intBitsToFloat(bits - exponent) - 1f;
    int k = subnormal ? exponent - SUBNORMAL_EXPONENT : exponent;
    float y = Math.fma((float) k, LN2_SCALED, ofOnePlus(f));
    y = x < Float.POSITIVE_INFINITY ? y : x;
    y = x > 0f ? y : Float.NaN;
    return x == 0f ? Float.NEGATIVE_INFINITY : y;
  }

  /** Log of a positive normal number; the same bits as {@link #log} without the special cases. */
  public static float ofNormal(float x) {
    int bits = Float.floatToRawIntBits(x);
    int exponent = (bits - TWO_THIRDS) & EXPONENT;
    float f = Float.intBitsToFloat(bits - exponent) - 1f;
    return Math.fma((float) exponent, LN2_SCALED, ofOnePlus(f));
  }

  /** log(1 + f) for f in [-1/3, 1/3]. */
  static float ofOnePlus(float f) {
    float p = Math.fma(C10, f, C9);
    p = Math.fma(p, f, C8);
    p = Math.fma(p, f, C7);
    p = Math.fma(p, f, C6);
    p = Math.fma(p, f, C5);
    p = Math.fma(p, f, C4);
    p = Math.fma(p, f, C3);
    p = Math.fma(p, f, -0.5f);
    return Math.fma(p, f * f, f);
  }
}
