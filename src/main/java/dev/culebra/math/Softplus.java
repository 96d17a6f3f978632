package dev.culebra.math;

/**
 * log(1 + e^x) as max(x, 0) + log1p(e^-|x|): neither overflows nor loses small results.
 *
 * <p>Largest error 1.98 ulp over every third argument for x &gt;= -87.33654; 0 below, where the
 * result would be subnormal.
 */
public final class Softplus {
  /**
   * From here on 1 + e^-|x| is halved: the reduction of {@link Log1p}, which has two cases here.
   */
  public static final float FOUR_THIRDS = 0x1.555556p0f;

  public static final float LN2 = 0x1.62e43p-1f;

  private Softplus() {}

  public static float softplus(float x) {
    return (x > 0f ? x : 0f) + tail(x);
  }

  /** log(1 + e^-|x|), in [0, ln 2]: what softplus and the cross-entropy of logits share. */
  public static float tail(float x) {
    float e = Exp.decay(x);
    boolean halved = 1f + e >= FOUR_THIRDS;
    float f = halved ? Math.fma(e, 0.5f, -0.5f) : e;
    return Log.ofOnePlus(f) + (halved ? LN2 : 0f);
  }
}
