package dev.culebra.cpu.ffm;

import dev.culebra.cpu.simd.Calls;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Operands;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Binding of {@code native/src/conv2d_scatter.c}: transposed convolutions to few channels, whose
 * vectors are of taps.
 *
 * @param direct the same call with vectors of outputs
 */
record Conv2dScatterFfm(Conv2dFfm direct) implements EpilogueKernel {
  private static final NativeFunction FUNCTION = Conv2dFfm.FUNCTION.sibling("conv2d_scatter");
  private static final NativeFunction PACK = Conv2dFfm.FUNCTION.sibling("conv2d_scatter_pack");

  /** Outputs that do not fill a vector. */
  private static final int FEW_OUTPUTS = 8;

  /** Taps that fill one. */
  private static final int FEW_TAPS = 4;

  /** With more the products of a pixel are more than its vectors of outputs would be. */
  private static final int MANY_PRODUCTS = 256;

  /** Floats that are added at once, {@code FOUR} in C. */
  private static final int FOUR = 4;

  /** Widest vector. */
  private static final int VECTOR = 16;

  static boolean pays(Conv2dFfm direct) {
    Conv2dScatterFfm kernel = new Conv2dScatterFfm(direct);
    return direct.transposed()
        && direct.window().dilationWidth() == 1
        && direct.output().size(3) <= FEW_OUTPUTS
        && direct.weight().size(0) * direct.weight().size(1) >= FEW_TAPS
        && kernel.products() > 0
        && kernel.products() <= MANY_PRODUCTS;
  }

  static Choice choose(Conv2dFfm direct) {
    return PACK.offer(new Conv2dScatterFfm(direct));
  }

  /** Floats of a kernel row. */
  private long run() {
    return Math.ceilDiv(direct.weight().size(1) * direct.output().size(3), FOUR) * (long) FOUR;
  }

  /** Floats of a pixel's products. */
  private long products() {
    return run() * direct.weight().size(0);
  }

  private long packedBytes() {
    return 4 * direct.input().size(3) * Math.ceilDiv(products(), VECTOR) * VECTOR;
  }

  /** Output rows with their margins, and the products of all pixels that reach them. */
  private long scratchBytes() {
    int outputs = direct.output().size(3);
    int stride = direct.window().strideHeight();
    long rows = Math.min(direct.rowsOfChunk(), direct.high().positions());
    long beyond = (direct.weight().size(0) - 1L) * direct.window().dilationHeight();
    long reached = Math.min(direct.input().size(1), rows + beyond / stride + 2);
    long wide = direct.input().size(2);
    long line =
        Math.max(
            (wide - 1) * direct.window().strideWidth() * outputs + run(),
            (direct.window().left() + (long) direct.output().size(2)) * outputs);
    return SlotCall.aligned(4 * (rows * stride * line + reached * wide * products()));
  }

  @Override
  public Call bind(Operands operands, Epilogue epilogue) {
    MemorySegment[] blocks = direct.blocks(operands, packedBytes(), scratchBytes());
    Call pack = new SlotCall(PACK, blocks, 1, 1, operands);
    return Calls.sequence(List.of(pack, direct.rowsOf(FUNCTION, blocks, operands, epilogue)));
  }

  @Override
  public long workspaceBytes() {
    return packedBytes() + SlotCall.SLOTS * scratchBytes();
  }
}
