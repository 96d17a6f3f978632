package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.cpu.simd.Calls;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Conv2d;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.op.Window2d;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Binding of {@code native/src/conv2d.c}, which serves both directions: the weights are packed,
 * then all rows of positions are gone through.
 *
 * @param window of the convolution
 * @param input of the call
 * @param weight {@code [KH,KW,C,O]}
 * @param output of the call
 * @param transposed whether the call is the adjoint of the convolution
 */
record Conv2dFfm(Window2d window, Shape input, Shape weight, Shape output, boolean transposed)
    implements EpilogueKernel {
  static final NativeFunction FUNCTION =
      NativeFunction.of(
          "conv2d",
          ADDRESS.withName("input"),
          ADDRESS.withName("weight"),
          ADDRESS.withName("packed"),
          ADDRESS.withName("output"),
          ADDRESS.withName("scratch"),
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
          JAVA_INT.withName("transposed"));

  private static final NativeFunction PACK = FUNCTION.sibling("conv2d_pack");

  /** {@code CULEBRA_CONV2D_GROUP}: output channels that are packed together. */
  static final int GROUP = 64;

  /** Rows or columns of a kernel that {@code conv_region.h} has room for. */
  private static final int MOST_TAPS = 32;

  /** Rows of positions that {@code conv_region.h} has room for. */
  private static final int MOST_ROWS = 512;

  /** Positions of a chunk: its input stays in L2, beside the weights. */
  private static final int POSITIONS = 512;

  /** A chunk has at least so many positions, for the sake of the weights that it reads. */
  private static final int FEW_POSITIONS = 64;

  /** Chunks that keep many threads at work. */
  private static final int CHUNKS = 16;

  static Choice select(Conv2d op, Signature signature) {
    return choose(op.window(), op.groups(), signature, false);
  }

  static Choice select(ConvTranspose2d op, Signature signature) {
    return choose(op.window(), op.groups(), signature, true);
  }

  private static Choice choose(
      Window2d window, int groups, Signature signature, boolean transposed) {
    Shape weight = signature.input(1).shape();
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    if (groups != 1) {
      return Choice.refuse(groups + " groups; only 1");
    }
    if (Math.max(weight.size(0), weight.size(1)) > MOST_TAPS) {
      return Choice.refuse(
          "kernel " + weight.size(0) + "x" + weight.size(1) + "; at most " + MOST_TAPS);
    }
    Shape input = signature.input(0).shape();
    Shape output = signature.output(0).shape();
    Conv2dFfm direct = new Conv2dFfm(window, input, weight, output, transposed);
    Conv2dWinogradFfm winograd = Conv2dWinogradFfm.of(direct);
    if (winograd != null) {
      return winograd.offer();
    }
    return Conv2dScatterFfm.pays(direct) ? Conv2dScatterFfm.choose(direct) : PACK.offer(direct);
  }

  ConvAxis high() {
    return new ConvAxis(
        weight.size(0),
        window.strideHeight(),
        window.top(),
        window.dilationHeight(),
        output.size(1),
        transposed);
  }

  private ConvAxis wide() {
    return new ConvAxis(
        weight.size(1),
        window.strideWidth(),
        window.left(),
        window.dilationWidth(),
        output.size(2),
        transposed);
  }

  int groups() {
    return Math.ceilDiv(output.size(3), GROUP);
  }

  private long rows() {
    return (long) input.size(0) * high().positions();
  }

  /** Rows of positions of a chunk, by shapes alone. */
  long rowsOfChunk() {
    int wide = wide().positions();
    long few = Math.clamp(FEW_POSITIONS / wide, 1, MOST_ROWS);
    long many = Math.clamp(POSITIONS / wide, 1, MOST_ROWS);
    return Math.clamp(rows() / CHUNKS, few, many);
  }

  private long packedBytes() {
    return 4L * weight.size(0) * weight.size(1) * input.size(3) * groups() * GROUP;
  }

  /**
   * A copy of what a chunk's rows reach; an image begun or ended within them has its own border.
   */
  private long scratchBytes() {
    long line = wide().reached(wide().positions()) * input.size(3);
    return SlotCall.aligned(4 * high().reached(rowsOfChunk(), line));
  }

  @Override
  public Call bind(Operands operands, Epilogue epilogue) {
    MemorySegment[] blocks = blocks(operands, packedBytes(), scratchBytes());
    Call pack = new SlotCall(PACK, blocks, groups(), 1, operands);
    return Calls.sequence(List.of(pack, rowsOf(FUNCTION, blocks, operands, epilogue)));
  }

  /** Argument blocks for all slots; the workspace has packed weights, then scratch memory. */
  MemorySegment[] blocks(Operands operands, long packedBytes, long scratchBytes) {
    MemorySegment packed = operands.workspace().asSlice(0, packedBytes);
    return SlotCall.blocks(
        FUNCTION,
        operands,
        packedBytes,
        scratchBytes,
        (block, scratch) -> fill(block, operands, packed, scratch));
  }

  /** Calls a function for all rows of positions, a chunk of them at a time. */
  Call rowsOf(
      NativeFunction function, MemorySegment[] blocks, Operands operands, Epilogue epilogue) {
    SlotCall.Finished handOn = SlotCall.Finished.of(epilogue, this::firstElement);
    return new SlotCall(function, blocks, rows(), rowsOfChunk(), operands, handOn);
  }

  /** Of a row of positions: of all outputs that it counts. */
  private long firstElement(long row) {
    int positions = high().positions();
    int step = transposed ? window.strideHeight() : 1;
    long line = row / positions * output.size(1) + row % positions * step;
    return line * output.size(2) * output.size(3);
  }

  private void fill(Block block, Operands operands, MemorySegment packed, MemorySegment scratch) {
    block
        .set("input", operands.input(0))
        .set("weight", operands.input(1))
        .set("packed", packed)
        .set("output", operands.output(0))
        .set("scratch", scratch)
        .set("height", (long) input.size(1))
        .set("width", (long) input.size(2))
        .set("channels", (long) input.size(3))
        .set("output_height", (long) output.size(1))
        .set("output_width", (long) output.size(2))
        .set("outputs", (long) output.size(3))
        .set("kernel_height", (long) weight.size(0))
        .set("kernel_width", (long) weight.size(1))
        .set("stride_height", (long) window.strideHeight())
        .set("stride_width", (long) window.strideWidth())
        .set("top", (long) window.top())
        .set("left", (long) window.left())
        .set("dilation_height", (long) window.dilationHeight())
        .set("dilation_width", (long) window.dilationWidth())
        .set("transposed", transposed ? 1 : 0);
  }

  @Override
  public long workspaceBytes() {
    return packedBytes() + SlotCall.SLOTS * scratchBytes();
  }
}
