package dev.culebra.cpu.ffm;

import dev.culebra.cpu.ffm.Conv2dWinogradFfm.Tiling;
import dev.culebra.cpu.simd.Calls;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Binding of {@code native/src/conv2d_winograd_weight.c}: the gradient of a square kernel with
 * transformed tiles. The rows of tiles of all images are cut in parts, whose sums are then added in
 * order.
 *
 * @param direct the same call without transforms
 * @param tiling of the kernel
 */
record Conv2dWinogradWeightFfm(Conv2dWeightGradientFfm direct, Tiling tiling) implements Kernel {
  private static final NativeFunction FUNCTION =
      Conv2dWeightGradientFfm.FUNCTION.sibling("conv2d_winograd_weight");
  private static final NativeFunction SUM =
      Conv2dWeightGradientFfm.FUNCTION.sibling("conv2d_winograd_weight_sum");

  /** With fewer channels the transforms cost more than the products that they save. */
  private static final int FEW_CHANNELS = 32;

  /** With more the sums of all places no longer fit in the caches. */
  private static final long MANY_SUMS = 14 << 20;

  /** With fewer tiles what is done with the sums does not pay. */
  private static final int FEW_TILES = 64;

  /** A part has so many tiles that adding its sums to the others costs little. */
  private static final int PART_TILES = 128;

  private static final int MOST_PARTS = 16;

  /** Bytes of the sums of all parts. */
  private static final long PARTS_BYTES = 8 << 20;

  /** Pieces that keep some threads at work: parts, or ranges of phases in each of them. */
  private static final int FEW_PIECES = 4;

  /** Floats between the matrices of two places, {@code APART} in C, and beyond the last pixel. */
  private static final int APART = 16;

  /** Transformed tiles of pixels and gradients stay in L2, beside a phase's sums. */
  private static final long CHUNK_BYTES = 480 << 10;

  /** Tiles over which sums stay in registers, at least. */
  private static final int FEW_CHUNK_TILES = 32;

  private static final int MOST_ROWS = 512;

  /** Channels whose kernels a chunk has. */
  private static final int SUMMED = 2;

  /** Null where it does not pay. */
  static Conv2dWinogradWeightFfm of(Conv2dWeightGradientFfm direct) {
    Shape weight = direct.weight();
    Tiling tiling = Tiling.of(direct.window(), weight);
    if (tiling == null) {
      return null;
    }
    Conv2dWinogradWeightFfm kernel = new Conv2dWinogradWeightFfm(direct, tiling);
    return Math.min(weight.size(2), weight.size(3)) >= FEW_CHANNELS
            && kernel.sumBytes() <= MANY_SUMS
            && kernel.rows() * kernel.wide() >= FEW_TILES
        ? kernel
        : null;
  }

  Choice offer() {
    return SUM.offer(this);
  }

  private long high() {
    return Math.ceilDiv(direct.gradient().size(1), tiling.tile());
  }

  private long wide() {
    return Math.ceilDiv(direct.gradient().size(2), tiling.tile());
  }

  private long rows() {
    return direct.gradient().size(0) * high();
  }

  private static long vectors(int channels) {
    return Math.ceilDiv(channels, APART) * (long) APART;
  }

  private long sumBytes() {
    Shape weight = direct.weight();
    return 4L * tiling.phases() * tiling.places() * weight.size(2) * vectors(weight.size(3));
  }

  private long parts() {
    long many = Math.clamp(PARTS_BYTES / sumBytes(), 1, MOST_PARTS);
    return Math.clamp(rows() * wide() / PART_TILES, Math.min(2, many), many);
  }

  private long split() {
    return Math.min(tiling.phases(), Math.ceilDiv(FEW_PIECES, parts()));
  }

  /** Floats of a tile of pixels and one of gradients at one place. */
  private long tileFloats() {
    return vectors(direct.weight().size(2)) + vectors(direct.weight().size(3));
  }

  /** Rows of tiles of a chunk. */
  private long rowsOfChunk() {
    long tiles = Math.max(FEW_CHUNK_TILES, CHUNK_BYTES / (4 * tiling.places() * tileFloats()));
    return Math.clamp(tiles / wide(), 1, MOST_ROWS);
  }

  private long partialBytes() {
    return SlotCall.aligned(parts() * sumBytes());
  }

  /** Transformed tiles, and a copy of pixels or gradients with a border for each image. */
  private long scratchBytes() {
    long rows = rowsOfChunk();
    long images = Math.min(rows, (rows + high() - 2) / high() + 1);
    int pixels = tiling.tile() * tiling.stride();
    int border = tiling.points() * tiling.stride();
    Shape weight = direct.weight();
    long line = (pixels * wide() + border) * Math.max(weight.size(2), weight.size(3));
    long matrices = tiling.places() * (rows * wide() * tileFloats() + 2 * APART);
    return SlotCall.aligned(4 * (matrices + (pixels * rows + border * images) * line + APART));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment[] blocks =
        SlotCall.blocks(
            Conv2dWeightGradientFfm.FUNCTION,
            operands,
            partialBytes(),
            scratchBytes(),
            (block, scratch) ->
                direct
                    .fill(block, operands, operands.workspace().asSlice(0, partialBytes()), scratch)
                    .set("parts", parts())
                    .set("split", split())
                    .set("rows", rowsOfChunk()));
    Call parts = new SlotCall(FUNCTION, blocks, parts() * split(), 1, operands);
    Call sum = new SlotCall(SUM, blocks, direct.weight().size(2), SUMMED, operands);
    return Calls.sequence(List.of(parts, sum));
  }

  @Override
  public long workspaceBytes() {
    return partialBytes() + SlotCall.SLOTS * scratchBytes();
  }
}
