package dev.culebra.math;

/**
 * log(1 + x): the exponent k comes from the rounded 1 + x, the reduced argument f = 2^-k x + (2^-k
 * - 1) from x itself, so nothing of x is lost and no division is needed.
 *
 * <p>Largest error 1.54 ulp over every third argument. log1p(-1) = -inf, log1p(x &lt; -1) = NaN,
 * log1p(inf) = inf, keeps the sign of zero.
 */
public final class Log1p {
  /** The bits of 4: minus any exponent they are 4 * 2^-k, where 2^-k itself may be subnormal. */
  public static final int FOUR = 0x40800000;

  private Log1p() {}

  public static float log1p(float x) {
    float y = ofOrdinary(x);
    y = x < Float.POSITIVE_INFINITY ? y : x;
    y = x > -1f ? y : Float.NaN;
    y = x == -1f ? Float.NEGATIVE_INFINITY : y;
    return x == 0f ? x : y;
  }

  /** log(1 + x) for finite x &gt; -1, -0 excepted. */
  private static float ofOrdinary(float x) {
    int exponent = (Float.floatToRawIntBits(1f + x) - Log.TWO_THIRDS) & Log.EXPONENT;
    float scaled = Float.intBitsToFloat(Float.floatToRawIntBits(x) - exponent);
    float four = Float.intBitsToFloat(FOUR - exponent);
    float f = scaled + Math.fma(four, 0.25f, -1f);
    return Math.fma((float) exponent, Log.LN2_SCALED, Log.ofOnePlus(f));
  }
}
