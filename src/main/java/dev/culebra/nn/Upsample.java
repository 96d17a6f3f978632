package dev.culebra.nn;

import dev.culebra.op.Interpolate;
import dev.culebra.tensor.Tensor;

/**
 * Images enlarged, {@code [N,H,W,C] -> [N,H·factor,W·factor,C]}.
 *
 * @param factor from 1
 * @param mode how
 */
public record Upsample(int factor, Mode mode) implements Layer {
  /** How pixels between pixels are made. */
  public enum Mode {
    NEAREST,
    /** Between the centres of pixels: PyTorch's {@code align_corners=False}. */
    BILINEAR,
    /** Corners stay where they are: PyTorch's {@code align_corners=True}. */
    BILINEAR_CORNERS
  }

  /** Each pixel becomes a square. */
  public Upsample(int factor) {
    this(factor, Mode.NEAREST);
  }

  @Override
  public Tensor apply(Tensor input) {
    int height = Math.multiplyExact(input.size(1), factor);
    int width = Math.multiplyExact(input.size(2), factor);
    return Tensor.apply(
        values ->
            switch (mode) {
              case NEAREST -> Interpolate.nearest(values[0], height, width);
              case BILINEAR -> Interpolate.bilinear(values[0], height, width);
              case BILINEAR_CORNERS -> Interpolate.bilinearCorners(values[0], height, width);
            },
        input);
  }
}
