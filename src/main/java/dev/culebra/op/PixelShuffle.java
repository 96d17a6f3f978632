package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.List;

/**
 * Channels to pixels and back, composed of reshapes and a transpose. Channel {@code c·r² + i·r + j}
 * becomes channel {@code c} of the pixel {@code (i, j)} of a block of {@code r x r}, as in PyTorch.
 * Shi et al. 2016 (arXiv 1609.05158).
 */
public final class PixelShuffle {
  private PixelShuffle() {}

  /** {@code [N,H,W,C·r²] -> [N,H·r,W·r,C]}. */
  public static Value of(Value value, int factor) {
    Shape shape = check(value, factor);
    int area = factor * factor;
    if (shape.size(3) % area != 0) {
      throw new OpException("pixel_shuffle", area + " do not divide the channels: " + value.type());
    }
    int channels = shape.size(3) / area;
    Shape split = Shape.of(shape.size(0), shape.size(1), shape.size(2), channels, factor, factor);
    Value moved = Transpose.of(Reshape.of(value, split), List.of(0, 1, 4, 2, 5, 3));
    return Reshape.of(
        moved, Shape.of(shape.size(0), shape.size(1) * factor, shape.size(2) * factor, channels));
  }

  /** The inverse, {@code [N,H·r,W·r,C] -> [N,H,W,C·r²]}. */
  public static Value inverse(Value value, int factor) {
    Shape shape = check(value, factor);
    if (shape.size(1) % factor != 0 || shape.size(2) % factor != 0) {
      throw new OpException("pixel_unshuffle", factor + " does not divide: " + value.type());
    }
    int height = shape.size(1) / factor;
    int width = shape.size(2) / factor;
    Shape split = Shape.of(shape.size(0), height, factor, width, factor, shape.size(3));
    Value moved = Transpose.of(Reshape.of(value, split), List.of(0, 1, 3, 5, 2, 4));
    return Reshape.of(
        moved, Shape.of(shape.size(0), height, width, shape.size(3) * factor * factor));
  }

  private static Shape check(Value value, int factor) {
    if (value.shape().rank() != 4 || factor < 1) {
      throw new OpException(
          "pixel_shuffle",
          "needs [N,H,W,C] and a factor from 1, not " + factor + ": " + value.type());
    }
    return value.shape();
  }
}
