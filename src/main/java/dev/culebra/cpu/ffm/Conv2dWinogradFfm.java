package dev.culebra.cpu.ffm;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

/**
 * Binding of {@code native/src/conv2d_winograd.c}: 3x3 kernels with stride 1, in either direction,
 * with 16 products where the direct kernel needs 36.
 *
 * @param direct the same call without transforms
 */
record Conv2dWinogradFfm(Conv2dFfm direct) implements Kernel {
  private static final NativeFunction FUNCTION = Conv2dFfm.FUNCTION.sibling("conv2d_winograd");
  private static final NativeFunction PACK = Conv2dFfm.FUNCTION.sibling("conv2d_winograd_pack");

  /** With fewer channels the transforms cost more than the products that they save. */
  private static final int FEW_CHANNELS = 32;

  /** With more the transformed weights no longer fit in the caches. */
  private static final int MANY_CHANNELS = 256;

  /** With fewer tiles the transform of the weights does not pay. */
  private static final int FEW_TILES = 64;

  private static final int PLACES = 16;

  /** Floats between the matrices of two places, {@code APART} in C, and beyond the last pixel. */
  private static final int APART = 16;

  /** Transformed tiles and their results stay in L2, beside the weights. */
  private static final long CHUNK_BYTES = 640 << 10;

  private static final int MOST_ROWS = 512;

  /** Chunks that keep many threads at work, unless they get too small. */
  private static final int CHUNKS = 16;

  private static final int FEW_CHUNK_TILES = 24;

  static boolean pays(Conv2dFfm direct) {
    Window2d window = direct.window();
    Shape weight = direct.weight();
    int fewer = Math.min(weight.size(2), weight.size(3));
    int more = Math.max(weight.size(2), weight.size(3));
    boolean plain =
        window.strideHeight() == 1
            && window.strideWidth() == 1
            && window.dilationHeight() == 1
            && window.dilationWidth() == 1;
    Conv2dWinogradFfm kernel = new Conv2dWinogradFfm(direct);
    return plain
        && weight.size(0) == 3
        && weight.size(1) == 3
        && fewer >= FEW_CHANNELS
        && more <= MANY_CHANNELS
        && kernel.rows() * kernel.wide() >= FEW_TILES;
  }

  static Choice choose(Conv2dFfm direct) {
    return PACK.offer(new Conv2dWinogradFfm(direct));
  }

  private long high() {
    return Math.ceilDiv(direct.output().size(1), 2);
  }

  private long wide() {
    return Math.ceilDiv(direct.output().size(2), 2);
  }

  private long rows() {
    return direct.input().size(0) * high();
  }

  private static long vectors(int channels) {
    return Math.ceilDiv(channels, APART) * (long) APART;
  }

  /** Floats of a tile and its results at one place. */
  private long tileFloats() {
    return vectors(direct.input().size(3)) + vectors(direct.output().size(3));
  }

  /** Rows of tiles of a chunk, by shapes alone. */
  private long rowsOfChunk() {
    long tiles = CHUNK_BYTES / (4 * PLACES * tileFloats());
    long many = Math.clamp(tiles / wide(), 1, MOST_ROWS);
    long few = Math.clamp(FEW_CHUNK_TILES / wide(), 1, many);
    return Math.clamp(rows() / CHUNKS, few, many);
  }

  private long packedBytes() {
    return 4L * PLACES * direct.input().size(3) * direct.groups() * Conv2dFfm.GROUP;
  }

  private long scratchBytes() {
    long rows = rowsOfChunk();
    long images = Math.min(rows, (rows + high() - 2) / high() + 1);
    long line = (2 * wide() + 2) * direct.input().size(3);
    long matrices = PLACES * (rows * wide() * tileFloats() + 2 * APART);
    return SlotCall.aligned(4 * (matrices + (2 * rows + 2 * images) * line + APART));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment packed = operands.workspace().asSlice(0, packedBytes());
    MemorySegment[] blocks =
        SlotCall.blocks(
            Conv2dFfm.FUNCTION,
            operands,
            packedBytes(),
            scratchBytes(),
            (block, scratch) -> direct.fill(block, operands, packed, scratch));
    Call pack = new SlotCall(PACK, blocks, direct.groups(), 1, operands);
    Call run = new SlotCall(FUNCTION, blocks, rows(), rowsOfChunk(), operands);
    return () -> {
      pack.run();
      run.run();
    };
  }

  @Override
  public long workspaceBytes() {
    return packedBytes() + SlotCall.SLOTS * scratchBytes();
  }
}
