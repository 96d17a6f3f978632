package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;

/**
 * Images {@code [N,H,W,C]} at another size, {@code -> [N,height,width,C]}, composed of {@link
 * Resample2d}. Up or down, as PyTorch's {@code interpolate} without antialiasing.
 */
public final class Interpolate {
  private Interpolate() {}

  /** Pixel {@code floor(o·H/height)}. */
  public static Value nearest(Value value, int height, int width) {
    Shape shape = check(value, height, width);
    return Resample2d.of(
        value, Taps.nearest(shape.size(1), height), Taps.nearest(shape.size(2), width));
  }

  /** Between the centres of pixels, {@code align_corners=False}. */
  public static Value bilinear(Value value, int height, int width) {
    Shape shape = check(value, height, width);
    return Resample2d.of(
        value, Taps.linear(shape.size(1), height), Taps.linear(shape.size(2), width));
  }

  /** Between pixels, the corners staying where they are, {@code align_corners=True}. */
  public static Value bilinearCorners(Value value, int height, int width) {
    Shape shape = check(value, height, width);
    return Resample2d.of(
        value, Taps.linearCorners(shape.size(1), height), Taps.linearCorners(shape.size(2), width));
  }

  private static Shape check(Value value, int height, int width) {
    Shape shape = value.shape();
    if (shape.rank() != 4 || shape.size(1) == 0 || shape.size(2) == 0) {
      throw new OpException("interpolate", "needs [N,H,W,C] with pixels: " + value.type());
    }
    if (height < 1 || width < 1) {
      throw new OpException(
          "interpolate", "size " + height + "x" + width + " is empty: " + value.type());
    }
    return shape;
  }
}
