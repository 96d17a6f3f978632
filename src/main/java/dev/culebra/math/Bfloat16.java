package dev.culebra.math;

/** The upper 16 bits of a float32: 8 bits of exponent, 8 digits of mantissa with the hidden one. */
public final class Bfloat16 {
  private static final int KEPT = 0xffff0000;

  /** All that the lower bits can hold without reaching the upper ones from half a unit on. */
  private static final int BELOW_HALF = 0x7fff;

  private static final int MAGNITUDE = 0x7fffffff;
  private static final int INFINITY = 0x7f800000;

  /** Keeps a NaN one when its lower bits are gone. */
  private static final int QUIET = 0x00400000;

  private Bfloat16() {}

  /**
   * The nearest number that has 8 digits, of two equally near the even one. What is too large
   * becomes infinite; a NaN stays one.
   */
  public static float round(float number) {
    return Float.intBitsToFloat(round(Float.floatToRawIntBits(number)));
  }

  /** The same from bits to bits, without branches so that loops of it become vectors. */
  public static int round(int bits) {
    int nan = INFINITY - (bits & MAGNITUDE) >> 31;
    int up = BELOW_HALF + (bits >>> 16 & 1) & ~nan;
    return (bits + up | QUIET & nan) & KEPT;
  }
}
