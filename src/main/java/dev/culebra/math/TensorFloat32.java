package dev.culebra.math;

/** NVIDIA's TF32: float32 with 11 significant digits, 10 of which are stored. */
public final class TensorFloat32 {
  private static final int HALF = 0x1000;
  private static final int KEPT = 0xffffe000;

  private TensorFloat32() {}

  /** The nearest such number, of two the one of larger magnitude; what is not finite stays. */
  public static float round(float value) {
    int bits = Float.floatToRawIntBits(value);
    return Float.isFinite(value) ? Float.intBitsToFloat(bits + HALF & KEPT) : value;
  }
}
