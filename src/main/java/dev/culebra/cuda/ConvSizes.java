package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.StructLayout;

/**
 * A convolution or an adjoint as kernels see it: products of an image with the weight or, for the
 * gradient of the weight, with a gradient.
 *
 * @param image {@code [N,H,W,C]} that is gathered from
 * @param places {@code [N,H',W',C']} of which each meets some of the image
 * @param kernel {@code [KH,KW,…]}
 * @param output what is computed
 * @param phasesHeight remainders of rows that meet different taps; else 1
 * @param phasesWidth the same of columns
 * @param sumsPixels whether sums go over the places and not over taps and channels
 */
record ConvSizes(
    Shape image,
    Shape places,
    Shape kernel,
    TensorType output,
    Window2d window,
    int groups,
    int phasesHeight,
    int phasesWidth,
    boolean sumsPixels) {
  /** Pixels and terms that a kernel counts, tiles beyond the last one included. */
  static final long MOST = Integer.MAX_VALUE / 2;

  static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("image"),
          ADDRESS.withName("weight"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("samples"),
          JAVA_INT.withName("height"),
          JAVA_INT.withName("width"),
          JAVA_INT.withName("channels"),
          JAVA_INT.withName("result_height"),
          JAVA_INT.withName("result_width"),
          JAVA_INT.withName("result_channels"),
          JAVA_INT.withName("kernel_height"),
          JAVA_INT.withName("kernel_width"),
          JAVA_INT.withName("stride_height"),
          JAVA_INT.withName("stride_width"),
          JAVA_INT.withName("top"),
          JAVA_INT.withName("left"),
          JAVA_INT.withName("dilation_height"),
          JAVA_INT.withName("dilation_width"),
          JAVA_INT.withName("groups"),
          JAVA_INT.withName("phases_height"),
          JAVA_INT.withName("phases_width"),
          JAVA_INT.withName("splits"),
          JAVA_INT.withName("row_tiles"),
          JAVA_INT.withName("column_tiles"));

  static ConvSizes of(Signature signature, Conv2d op) {
    return pixels(signature, op.window(), op.groups(), 1, 1);
  }

  static ConvSizes of(Signature signature, ConvTranspose2d op) {
    return pixels(
        signature,
        op.window(),
        op.groups(),
        Math.min(op.window().strideHeight(), op.height()),
        Math.min(op.window().strideWidth(), op.width()));
  }

  private static ConvSizes pixels(
      Signature signature, Window2d window, int groups, int phasesHeight, int phasesWidth) {
    return new ConvSizes(
        signature.input(0).shape(),
        signature.output(0).shape(),
        signature.input(1).shape(),
        signature.output(0),
        window,
        groups,
        phasesHeight,
        phasesWidth,
        false);
  }

  static ConvSizes of(Signature signature, Conv2dWeightGradient op) {
    return new ConvSizes(
        signature.input(0).shape(),
        signature.input(1).shape(),
        signature.output(0).shape(),
        signature.output(0),
        op.window(),
        op.groups(),
        1,
        1,
        true);
  }

  /** Elements of the result. */
  long count() {
    return output.elements();
  }

  /** Channels of a group of the image. */
  int channels() {
    return image.size(3) / groups;
  }

  private long taps() {
    return (long) kernel.size(0) * kernel.size(1);
  }

  private long pixels() {
    return (long) places.size(0)
        * Math.ceilDiv(places.size(1), phasesHeight)
        * Math.ceilDiv(places.size(2), phasesWidth);
  }

  /** Rows of each product: pixels of a phase, or taps and channels. */
  long rows() {
    return sumsPixels ? taps() * channels() : pixels();
  }

  /** Columns of each product: channels of a group of the places. */
  int columns() {
    return places.size(3) / groups;
  }

  /** Terms of each sum; of phases on average. */
  long depth() {
    return sumsPixels ? pixels() : taps() * channels() / phasesHeight / phasesWidth;
  }

  /** The largest number that kernels count to. */
  long most() {
    long pixels = Math.max(image.range(0, 3).elements(), places.range(0, 3).elements());
    return Math.max(pixels, Math.max(rows(), taps() * channels()));
  }

  /** Writes the sizes into a block. */
  Block fill(Block block) {
    return block
        .set("count", count())
        .set("samples", image.size(0))
        .set("height", image.size(1))
        .set("width", image.size(2))
        .set("channels", image.size(3))
        .set("result_height", places.size(1))
        .set("result_width", places.size(2))
        .set("result_channels", places.size(3))
        .set("kernel_height", kernel.size(0))
        .set("kernel_width", kernel.size(1))
        .set("stride_height", window.strideHeight())
        .set("stride_width", window.strideWidth())
        .set("top", window.top())
        .set("left", window.left())
        .set("dilation_height", window.dilationHeight())
        .set("dilation_width", window.dilationWidth())
        .set("groups", groups)
        .set("phases_height", phasesHeight)
        .set("phases_width", phasesWidth);
  }
}
