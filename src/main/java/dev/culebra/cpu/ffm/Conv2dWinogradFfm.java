package dev.culebra.cpu.ffm;

import dev.culebra.cpu.simd.Calls;
import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Operands;
import dev.culebra.op.Window2d;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Binding of {@code native/src/conv2d_winograd.c}: square kernels with transformed tiles, in either
 * direction.
 *
 * @param direct the same call without transforms
 * @param tiling of the kernel
 */
record Conv2dWinogradFfm(Conv2dFfm direct, Tiling tiling) implements EpilogueKernel {
  private static final NativeFunction FUNCTION = Conv2dFfm.FUNCTION.sibling("conv2d_winograd");
  private static final NativeFunction PACK = Conv2dFfm.FUNCTION.sibling("conv2d_winograd_pack");

  /** With fewer channels the transforms cost more than the products that they save. */
  private static final int FEW_CHANNELS = 32;

  /** With more the transformed weights no longer fit in the caches. */
  private static final long MANY_WEIGHTS = 14 << 20;

  /** With fewer tiles the transform of the weights does not pay. */
  private static final int FEW_TILES = 64;

  /** Floats between the matrices of two places, {@code APART} in C, and beyond the last pixel. */
  private static final int APART = 16;

  /** Transformed tiles and their results stay in L2, beside the weights. */
  private static final long CHUNK_BYTES = 960 << 10;

  /** Tiles that fill the registers, as positions of {@code conv_tile.h}. */
  private static final int WHOLE_TILES = 12;

  private static final int MOST_ROWS = 512;

  /** Chunks that keep many threads at work, unless they get too small. */
  private static final int CHUNKS = 16;

  /** With fewer tiles in a chunk, reading all weights for it costs more than leaving L2. */
  private static final int FEW_CHUNK_TILES = 24;

  /**
   * How a kernel is cut, {@code winograd_kind} in C.
   *
   * @param points along an axis of a transformed tile
   * @param tile outputs along an axis
   * @param stride phases along an axis, each a kernel of its own
   */
  record Tiling(int points, int tile, int stride) {
    private static final Tiling THREES = new Tiling(4, 2, 1);
    private static final Tiling STRIDED_FOURS = new Tiling(5, 4, 2);

    /** Null where a kernel is not cut. */
    static Tiling of(Window2d window, Shape weight) {
      int kernel = weight.size(0);
      Tiling tiling = kernel == 3 ? THREES : kernel == 4 ? STRIDED_FOURS : null;
      return tiling != null
              && weight.size(1) == kernel
              && window.strideHeight() == tiling.stride
              && window.strideWidth() == tiling.stride
              && window.dilationHeight() == 1
              && window.dilationWidth() == 1
          ? tiling
          : null;
    }

    int places() {
      return points * points;
    }

    int phases() {
      return stride * stride;
    }
  }

  /** Null where it does not pay. */
  static Conv2dWinogradFfm of(Conv2dFfm direct) {
    Tiling tiling = Tiling.of(direct.window(), direct.weight());
    if (tiling == null) {
      return null;
    }
    Conv2dWinogradFfm kernel = new Conv2dWinogradFfm(direct, tiling);
    Shape weight = direct.weight();
    return Math.min(weight.size(2), weight.size(3)) >= FEW_CHANNELS
            && kernel.packedBytes() <= MANY_WEIGHTS
            && kernel.rows() * kernel.wide() >= FEW_TILES
        ? kernel
        : null;
  }

  Choice offer() {
    return PACK.offer(this);
  }

  /** Outputs of a row or column of tiles. */
  private int outputs() {
    return direct.transposed() ? tiling.tile() * tiling.stride() : tiling.tile();
  }

  private long high() {
    return Math.ceilDiv(direct.output().size(1), outputs());
  }

  private long wide() {
    return Math.ceilDiv(direct.output().size(2), outputs());
  }

  private long rows() {
    return direct.input().size(0) * high();
  }

  private static long vectors(int channels) {
    return Math.ceilDiv(channels, APART) * (long) APART;
  }

  /** Rows or columns of outputs by which the later phases of a transposed call reach further. */
  private int later(int padding) {
    return direct.transposed() && tiling.stride() == 2 ? padding % 2 : 0;
  }

  private boolean servesAll(int outputs, int padding) {
    int positions = Math.ceilDiv(outputs, tiling.stride());
    return Math.ceilDiv(positions + later(padding), tiling.tile())
        == Math.ceilDiv(positions, tiling.tile());
  }

  /** Whether all phases of a transposed call come from the same tiles. */
  private boolean joined() {
    Shape output = direct.output();
    return direct.transposed()
        && servesAll(output.size(1), direct.window().top())
        && servesAll(output.size(2), direct.window().left());
  }

  /** Floats of a tile and its results at one place. */
  private long tileFloats() {
    int added = direct.transposed() ? 1 : tiling.phases();
    int joined = joined() ? tiling.phases() : 1;
    return added * vectors(direct.input().size(3)) + joined * vectors(direct.output().size(3));
  }

  /** Rows of tiles of a chunk, by shapes alone; together they fill the registers if they can. */
  private long rowsOfChunk() {
    long tiles = Math.max(FEW_CHUNK_TILES, CHUNK_BYTES / (4 * tiling.places() * tileFloats()));
    long many = Math.clamp(tiles / wide(), 1, MOST_ROWS);
    long few = Math.clamp(FEW_CHUNK_TILES / wide(), 1, many);
    long rows = Math.clamp(rows() / CHUNKS, few, many);
    long whole = 1;
    while (whole * wide() % WHOLE_TILES != 0) {
      whole++;
    }
    return rows < whole ? rows : rows / whole * whole;
  }

  private long packedBytes() {
    long place = (long) direct.input().size(3) * direct.groups() * Conv2dFfm.GROUP + APART;
    return 4 * tiling.places() * tiling.phases() * place;
  }

  /** Transformed tiles, their results, and a copy of the pixels with a border for each image. */
  private long scratchBytes() {
    long rows = rowsOfChunk();
    long images = Math.min(rows, (rows + high() - 2) / high() + 1);
    int pixels = direct.transposed() ? tiling.tile() : tiling.tile() * tiling.stride();
    int border = tiling.points() * tiling.stride();
    long line = (pixels * wide() + border) * direct.input().size(3);
    long matrices = tiling.places() * (rows * wide() * tileFloats() + 2 * APART);
    return SlotCall.aligned(4 * (matrices + (pixels * rows + border * images) * line + APART));
  }

  @Override
  public Call bind(Operands operands, Epilogue epilogue) {
    MemorySegment[] blocks = direct.blocks(operands, packedBytes(), scratchBytes());
    Call pack = new SlotCall(PACK, blocks, direct.groups(), 1, operands);
    SlotCall.Finished handOn = SlotCall.Finished.of(epilogue, this::firstElement);
    Call run = new SlotCall(FUNCTION, blocks, rows(), rowsOfChunk(), operands, handOn);
    return Calls.sequence(List.of(pack, run));
  }

  /** The first that a row of tiles has and those before have not. */
  private long firstElement(long row) {
    Shape output = direct.output();
    long within = row % high();
    long later = within > 0 && joined() ? later(direct.window().top()) : 0;
    long line = row / high() * output.size(1) + within * outputs() - later;
    return line * output.size(2) * output.size(3);
  }

  @Override
  public long workspaceBytes() {
    return packedBytes() + SlotCall.SLOTS * scratchBytes();
  }
}
