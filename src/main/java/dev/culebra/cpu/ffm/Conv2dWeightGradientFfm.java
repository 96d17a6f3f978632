package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.cpu.simd.Calls;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.op.Window2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Binding of {@code native/src/conv2d_weight_gradient.c}: the rows of all images are cut in parts,
 * whose sums are then added in order.
 *
 * @param window of the convolution
 * @param input {@code [N,H,W,C]}
 * @param gradient {@code [N,H',W',O]}
 * @param weight {@code [KH,KW,C,O]}
 */
record Conv2dWeightGradientFfm(Window2d window, Shape input, Shape gradient, Shape weight)
    implements Kernel {
  static final NativeFunction FUNCTION =
      NativeFunction.of(
          "conv2d_weight_gradient",
          ADDRESS.withName("input"),
          ADDRESS.withName("gradient"),
          ADDRESS.withName("partial"),
          ADDRESS.withName("output"),
          ADDRESS.withName("scratch"),
          JAVA_LONG.withName("images"),
          JAVA_LONG.withName("height"),
          JAVA_LONG.withName("width"),
          JAVA_LONG.withName("channels"),
          JAVA_LONG.withName("output_height"),
          JAVA_LONG.withName("output_width"),
          JAVA_LONG.withName("outputs"),
          JAVA_LONG.withName("kernel_height"),
          JAVA_LONG.withName("kernel_width"),
          JAVA_LONG.withName("stride_height"),
          JAVA_LONG.withName("stride_width"),
          JAVA_LONG.withName("top"),
          JAVA_LONG.withName("left"),
          JAVA_LONG.withName("dilation_height"),
          JAVA_LONG.withName("dilation_width"),
          JAVA_LONG.withName("parts"),
          JAVA_LONG.withName("split"),
          JAVA_LONG.withName("rows"));

  private static final NativeFunction SUM = FUNCTION.sibling("conv2d_weight_gradient_sum");

  /** Rows or columns of a kernel that {@code conv_region.h} has room for. */
  private static final int MOST_TAPS = 32;

  /** Rows of positions that it has room for. */
  private static final int MOST_ROWS = 512;

  /** Outputs are rounded up to this, {@code ROUNDED} in C. */
  private static final int ROUNDED = 16;

  /** Positions of which input and gradient stay in L2 while all of the kernel passes over them. */
  private static final int POSITIONS = 256;

  /** A part has so many positions that adding its sums to the others costs little. */
  private static final int PART_POSITIONS = 1024;

  private static final int MOST_PARTS = 16;

  /** Tiles may read so many floats past the end of what they use. */
  private static final int BEYOND = 16;

  /** Rows of the weight that are summed by a chunk. */
  private static final int SUMMED = 32;

  static Choice select(Conv2dWeightGradient op, Signature signature) {
    Shape weight = signature.output(0).shape();
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    if (op.groups() != 1) {
      return Choice.refuse(op.groups() + " groups; only 1");
    }
    if (Math.max(weight.size(0), weight.size(1)) > MOST_TAPS) {
      return Choice.refuse(
          "kernel " + weight.size(0) + "x" + weight.size(1) + "; at most " + MOST_TAPS);
    }
    Conv2dWeightGradientFfm direct =
        new Conv2dWeightGradientFfm(
            op.window(), signature.input(0).shape(), signature.input(1).shape(), weight);
    Conv2dWinogradWeightFfm winograd = Conv2dWinogradWeightFfm.of(direct);
    return winograd != null ? winograd.offer() : SUM.offer(direct);
  }

  private long parts() {
    return Math.clamp(gradient.range(0, 3).elements() / PART_POSITIONS, 1, MOST_PARTS);
  }

  /** Few parts are cut by kernel rows too, so that all threads have work. */
  private long split() {
    boolean few = weight.size(1) * weight.size(2) <= 4;
    return parts() == MOST_PARTS || few ? 1 : weight.size(0);
  }

  private long rows() {
    return Math.clamp(POSITIONS / gradient.size(2), 1, MOST_ROWS);
  }

  private long places() {
    return weight.range(0, 3).elements();
  }

  private long width() {
    return Math.ceilDiv(weight.size(3), ROUNDED) * (long) ROUNDED;
  }

  private long partialBytes() {
    return SlotCall.aligned(4 * parts() * places() * width());
  }

  private long scratchBytes() {
    ConvAxis high =
        new ConvAxis(
            weight.size(0),
            window.strideHeight(),
            window.top(),
            window.dilationHeight(),
            gradient.size(1),
            false);
    ConvAxis wide =
        new ConvAxis(
            weight.size(1),
            window.strideWidth(),
            window.left(),
            window.dilationWidth(),
            gradient.size(2),
            false);
    long image = high.reached(rows(), wide.reached(gradient.size(2))) * input.size(3);
    long copy = width() == weight.size(3) ? 0 : rows() * gradient.size(2) * width();
    return SlotCall.aligned(4 * (copy + image + BEYOND));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment[] blocks =
        SlotCall.blocks(
            FUNCTION,
            operands,
            partialBytes(),
            scratchBytes(),
            (block, scratch) ->
                fill(block, operands, operands.workspace().asSlice(0, partialBytes()), scratch)
                    .set("parts", parts())
                    .set("split", split())
                    .set("rows", rows()));
    Call parts = new SlotCall(FUNCTION, blocks, parts() * split(), 1, operands);
    Call sum = new SlotCall(SUM, blocks, places(), SUMMED, operands);
    return Calls.sequence(List.of(parts, sum));
  }

  /** Everything but how the work is cut. */
  Block fill(Block block, Operands operands, MemorySegment partial, MemorySegment scratch) {
    return block
        .set("input", operands.input(0))
        .set("gradient", operands.input(1))
        .set("partial", partial)
        .set("output", operands.output(0))
        .set("scratch", scratch)
        .set("images", (long) input.size(0))
        .set("height", (long) input.size(1))
        .set("width", (long) input.size(2))
        .set("channels", (long) input.size(3))
        .set("output_height", (long) gradient.size(1))
        .set("output_width", (long) gradient.size(2))
        .set("outputs", (long) gradient.size(3))
        .set("kernel_height", (long) weight.size(0))
        .set("kernel_width", (long) weight.size(1))
        .set("stride_height", (long) window.strideHeight())
        .set("stride_width", (long) window.strideWidth())
        .set("top", (long) window.top())
        .set("left", (long) window.left())
        .set("dilation_height", (long) window.dilationHeight())
        .set("dilation_width", (long) window.dilationWidth());
  }

  @Override
  public long workspaceBytes() {
    return partialBytes() + SlotCall.SLOTS * scratchBytes();
  }
}
