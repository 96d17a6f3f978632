package dev.culebra.math;

/**
 * Standard normal numbers by Box and Muller from pairs of {@link Philox} words: elements 2p and 2p
 * + 1 are radius(first word) times the two coordinates of the direction that the second word names.
 *
 * <p>radius = sqrt(-2 log u) with u = (first &gt;&gt;&gt; 1) / 2^31 + 2^-32 rounded to float, in
 * [2^-32, 1]. So the radius never exceeds {@link #LARGEST} = sqrt(64 ln 2) = 6.660437: beyond it a
 * true normal has 2.8e-11 of its mass, one draw in 3.6e10. Small u keeps all 31 bits, so the tail
 * is not grainy.
 *
 * <p>direction: the low 30 bits, as a signed number, are an angle a in [-pi/4, pi/4); (cos a, sin
 * a) with cos a negated when bit 31 is set and the two swapped when bit 30 is set. That is uniform
 * over the circle and needs no reduction.
 */
public final class Normal {
  public static final float LARGEST = 6.660437f;

  /** 2 pi / 2^32. */
  public static final float ANGLE = 0x1.921fb6p-30f;

  private Normal() {}

  /** The normal number of one element. */
  public static float draw(long seed, int step, int stream, long element) {
    long words = Philox.pair(seed, step, stream, element >> 1);
    int second = (int) (words >>> 32);
    float radius = radius((int) words);
    return (element & 1) == 0 ? radius * first(second) : radius * second(second);
  }

  public static float radius(int word) {
    float u = Math.fma((float) (word >>> 1), 0x1p-31f, 0x1p-32f);
    float squared = Log.ofNormal(u) * -2f;
    return (float) Math.sqrt(squared);
  }

  /** First coordinate of the direction. */
  public static float first(int word) {
    return (word << 1) < 0 ? sine(word) : cosine(word);
  }

  /** Second coordinate of the direction. */
  public static float second(int word) {
    return (word << 1) < 0 ? cosine(word) : sine(word);
  }

  private static float sine(int word) {
    return SinCos.sine(angle(word));
  }

  private static float cosine(int word) {
    int bits = Float.floatToRawIntBits(SinCos.cosine(angle(word)));
    return Float.intBitsToFloat(bits ^ (word & Tanh.SIGN));
  }

  private static float angle(int word) {
    return (float) ((word << 2) >> 2) * ANGLE;
  }
}
