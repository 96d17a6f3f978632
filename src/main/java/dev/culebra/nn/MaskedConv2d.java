package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;

/**
 * Convolution of images of unchanged size that sees only pixels before its own in row-major order,
 * {@code [N,H,W,inputs] -> [N,H,W,outputs]}: the weight is multiplied by a fixed mask. Van den Oord
 * et al. 2016, Pixel Recurrent Neural Networks (arXiv 1601.06759).
 *
 * <p>Channels may be in groups, equal blocks in order, such as colours: then a pixel's earlier
 * groups count as before it. Files hold PyTorch's {@code weight[outputs,inputs,K,K]}, unmasked.
 */
public final class MaskedConv2d extends Convolution {
  /** What of its own pixel the convolution sees. */
  public enum Kind {
    /** Earlier channel groups only; for the first layer. */
    A,
    /** Its own channel group too; for the others. */
    B
  }

  private final Window2d window;
  private final Tensor mask;

  /** One channel group. */
  public MaskedConv2d(String path, Kind kind, int inputs, int outputs, int kernel) {
    this(path, kind, inputs, outputs, kernel, 1);
  }

  /**
   * @param path name of the layer in the model
   * @param kind what of its own pixel it sees
   * @param inputs channels of the input; a multiple of {@code channelGroups}
   * @param outputs channels of the output; a multiple of {@code channelGroups}
   * @param kernel rows and columns, odd
   * @param channelGroups groups that see each other in order
   */
  public MaskedConv2d(
      String path, Kind kind, int inputs, int outputs, int kernel, int channelGroups) {
    this(path, kind, inputs, outputs, kernel, channelGroups, WeightForm.PLAIN);
  }

  /**
   * As above, the weight made of parameters in another form: what the norm gives is masked, so that
   * hidden taps count in it.
   */
  public MaskedConv2d(
      String path,
      Kind kind,
      int inputs,
      int outputs,
      int kernel,
      int channelGroups,
      WeightForm form) {
    if (kernel < 1 || kernel % 2 == 0) {
      throw new IllegalArgumentException("[masked_conv2d] kernel " + kernel + " is not odd");
    }
    if (channelGroups < 1 || inputs % channelGroups != 0 || outputs % channelGroups != 0) {
      throw new IllegalArgumentException(
          "[masked_conv2d] "
              + channelGroups
              + " channel groups do not divide "
              + inputs
              + " and "
              + outputs
              + " channels");
    }
    super(
        path,
        new Sides("masked_conv2d", inputs, outputs, 1, false, Shape.of(kernel, kernel)),
        form);
    window = Window2d.of(1, kernel / 2);
    mask = mask(kind, inputs, outputs, kernel, channelGroups);
  }

  /** 1 where a tap is seen, else 0, as {@code [K,K,inputs,outputs]}. */
  private static Tensor mask(Kind kind, int inputs, int outputs, int kernel, int groups) {
    int centre = kernel * kernel / 2;
    float[] seen = new float[kernel * kernel * inputs * outputs];
    for (int i = 0; i < seen.length; i++) {
      int tap = i / outputs / inputs;
      int from = i / outputs % inputs / (inputs / groups);
      int to = i % outputs / (outputs / groups);
      boolean own = tap == centre && (kind == Kind.B ? from <= to : from < to);
      seen[i] = tap < centre || own ? 1 : 0;
    }
    return Tensor.of(Shape.of(kernel, kernel, inputs, outputs), seen);
  }

  @Override
  Tensor kernel() {
    return super.kernel().multiply(mask);
  }

  @Override
  Value convolve(Value input, Value kernel) {
    return dev.culebra.op.Conv2d.of(input, kernel, window, 1);
  }
}
