package dev.culebra.model;

import dev.culebra.nn.Activation;
import dev.culebra.nn.Conv2d;
import dev.culebra.nn.Embedding;
import dev.culebra.nn.Module;
import dev.culebra.op.Fill;
import dev.culebra.op.Window2d;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;

/**
 * A gated layer of a {@link PixelCnn} (van den Oord et al. 2016, figure 2). A vertical stack sees
 * the rows above, a horizontal one the pixels to the left and what the vertical one sees:
 *
 * <pre>
 * a = V ∗ v + Vc·y          v' = tanh(a₁)·σ(a₂)
 * b = H ∗ h + 1×1(V ∗ v) + Vc·y    h' = 1×1(tanh(b₁)·σ(b₂)) + h
 * </pre>
 *
 * <p>Kernels have the taps that are seen and no others, so there is nothing to mask: the first
 * layer's leave out a pixel's own row or column, and add no h.
 */
final class PixelCnnLayer extends Module {
  private final int channels;
  private final int reach;
  private final boolean isFirst;
  private final Conv2d vertical;
  private final Conv2d crossing;
  private final Conv2d horizontal;
  private final Conv2d output;
  private final Embedding conditions;

  /**
   * @param channels C of both stacks
   * @param kernel columns of the vertical kernel, odd
   * @param isFirst whether the input is the pixels themselves
   * @param classes 0 for no condition
   */
  PixelCnnLayer(String path, int channels, int kernel, boolean isFirst, int classes) {
    this.channels = channels;
    this.reach = kernel / 2;
    this.isFirst = isFirst;
    int seen = isFirst ? reach : reach + 1;
    Window2d sides = new Window2d(1, 1, 0, 0, reach, reach, 1, 1);
    vertical = part(new Conv2d(path + ".vertical", channels, 2 * channels, seen, kernel, sides, 1));
    crossing = part(new Conv2d(path + ".crossing", 2 * channels, 2 * channels, 1, 1, 0));
    Window2d bare = Window2d.of(1, 0);
    horizontal = part(new Conv2d(path + ".horizontal", channels, 2 * channels, 1, seen, bare, 1));
    output = part(new Conv2d(path + ".output", channels, channels, 1, 1, 0));
    conditions =
        classes == 0 ? null : part(new Embedding(path + ".classes", classes, 2 * channels));
  }

  /** How many rows above, or columns to the left, a layer looks back. */
  int reach() {
    return reach;
  }

  /** The rows or columns that a kernel needs before an image's own, along an axis. */
  Tensor led(Tensor image, int axis) {
    int[] sizes = image.shape().sizes().clone();
    int seen = sizes[axis] - (isFirst ? 1 : 0);
    sizes[axis] = reach;
    Tensor zeros = Tensor.of(Fill.of(TensorType.f32(sizes), 0));
    return Tensor.concat(axis, zeros, image.slice(axis, 0, seen));
  }

  /** {@code V ∗ v} of rows with those that lead them, {@code [N,rows,W,2C]}. */
  Tensor vertical(Tensor rows) {
    return vertical.apply(rows);
  }

  /** What the horizontal stack is told of {@link #vertical}. */
  Tensor crossing(Tensor vertical) {
    return crossing.apply(vertical);
  }

  /** The next vertical stack. */
  Tensor above(Tensor vertical, Tensor labels) {
    return gate(conditioned(vertical, labels));
  }

  /**
   * The next horizontal stack.
   *
   * @param columns with those that lead them
   * @param crossing of the same pixels
   * @param own h, {@code [N,H,W,C]}; unused in the first layer
   * @param labels unused without classes
   */
  Tensor beside(Tensor columns, Tensor crossing, Tensor own, Tensor labels) {
    Tensor sum = horizontal.apply(columns).add(crossing);
    Tensor next = output.apply(gate(conditioned(sum, labels)));
    return isFirst ? next : next.add(own);
  }

  private Tensor conditioned(Tensor sum, Tensor labels) {
    return conditions == null
        ? sum
        : sum.add(conditions.apply(labels).reshape(labels.size(0), 1, 1, 2 * channels));
  }

  private Tensor gate(Tensor sum) {
    Tensor signal = Activation.TANH.apply(sum.slice(3, 0, channels));
    return signal.multiply(Activation.SIGMOID.apply(sum.slice(3, channels, 2 * channels)));
  }
}
