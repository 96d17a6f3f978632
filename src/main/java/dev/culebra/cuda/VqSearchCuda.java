package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Precision;
import dev.culebra.memory.Block;
import dev.culebra.op.VqSizes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;

/**
 * {@code cuda-kernels/vq_search.cu} and {@code vq_search_matrix.cu}: numbers of the nearest codes
 * and distances to them, the same whatever the scores are computed in.
 *
 * @param cosine whether directions are compared
 * @param precision of the scores; by matrix units unless it is {@link Precision#F32}
 * @param chunk codes of which a block keeps the best
 */
record VqSearchCuda(boolean cosine, VqSizes sizes, Precision precision, int chunk)
    implements Kernel {
  /** {@code SECTION} of the kernels: codes of which the longest is known, a thread each. */
  private static final int SECTION = 256;

  /** {@code CHUNK} of the kernel in float32, and the fewest that are worth a block elsewhere. */
  private static final int CHUNK = 256;

  /** {@code ROWS}: vectors of a block in float32, which has as many threads; or of matrix units. */
  private static final int ROWS = 64;

  private static final int MATRIX_ROWS = 128;

  /** Codes of a tile of matrix units. */
  private static final int COLUMNS = 64;

  /** Words of a slice of depths, and the scores that four threads keep of a row. */
  private static final int WORDS = 16;

  private static final int KEPT = 4 * 4;

  /** Lanes that decide on a vector together. */
  private static final int LANES = 8;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("vectors"),
          ADDRESS.withName("codebook"),
          ADDRESS.withName("index"),
          ADDRESS.withName("distance"),
          ADDRESS.withName("squares"),
          ADDRESS.withName("longest"),
          ADDRESS.withName("best"),
          ADDRESS.withName("candidate"),
          ADDRESS.withName("second"),
          ADDRESS.withName("lost"),
          ADDRESS.withName("center"),
          ADDRESS.withName("halves"),
          ADDRESS.withName("rounded"),
          ADDRESS.withName("margin"),
          JAVA_LONG.withName("samples"),
          JAVA_INT.withName("heads"),
          JAVA_INT.withName("codes"),
          JAVA_INT.withName("depth"),
          JAVA_INT.withName("sections"),
          JAVA_INT.withName("chunks"),
          JAVA_INT.withName("chunk"),
          JAVA_INT.withName("kept"),
          JAVA_INT.withName("cosine"));

  static VqSearchCuda of(boolean cosine, VqSizes sizes, Precision wanted) {
    CudaDevice device = CudaDevice.current();
    if (wanted == Precision.F32 || !device.hasMatrixUnits()) {
      return new VqSearchCuda(cosine, sizes, Precision.F32, CHUNK);
    }
    // One chunk, but for few vectors, so that there is work for the whole device.
    long blocks = Math.max(1, (long) sizes.heads() * Math.ceilDiv(sizes.samples(), MATRIX_ROWS));
    long chunks =
        Math.clamp(2L * device.multiprocessors() / blocks, 1, Math.ceilDiv(sizes.codes(), CHUNK));
    int chunk = Math.ceilDiv(Math.ceilDiv(sizes.codes(), (int) chunks), COLUMNS) * COLUMNS;
    return new VqSearchCuda(cosine, sizes, wanted, chunk);
  }

  private boolean usesMatrixUnits() {
    return precision != Precision.F32;
  }

  private int kept() {
    return usesMatrixUnits() ? KEPT : 1;
  }

  private int chunks() {
    return Math.ceilDiv(sizes.codes(), chunk);
  }

  private int sections() {
    return Math.ceilDiv(sizes.codes(), SECTION);
  }

  private long places() {
    return (long) sizes.samples() * sizes.heads();
  }

  /** In the order of the fields from {@code squares} on; the last five of matrix units alone. */
  private List<Long> parts() {
    long heads = sizes.heads();
    long chunked = Float.BYTES * chunks() * places();
    long sectioned = Float.BYTES * heads * sections();
    long padded = heads * Math.ceilDiv(sizes.codes(), COLUMNS) * COLUMNS;
    long slice = precision == Precision.BF16 ? 2 * WORDS : WORDS;
    long words = Math.ceilDiv(sizes.depth(), slice) * WORDS;
    long units = usesMatrixUnits() ? 1 : 0;
    return List.of(
        Double.BYTES * heads * sizes.codes(),
        sectioned,
        chunked * kept(),
        chunked * kept(),
        chunked,
        units * sectioned,
        units * sectioned * sizes.depth(),
        units * padded * Float.BYTES,
        units * padded * words * Integer.BYTES,
        units * places() * Float.BYTES);
  }

  @Override
  public long workspaceBytes() {
    return CudaScratch.bytes(parts());
  }

  @Override
  public Call bind(Operands operands) {
    if (places() == 0) {
      return () -> {};
    }
    String image = usesMatrixUnits() ? "vq_search_matrix" : "vq_search";
    String suffix = usesMatrixUnits() ? "_" + precision.label() : "";
    int rows = usesMatrixUnits() ? MATRIX_ROWS : ROWS;
    long sections = (long) sizes.heads() * sections();
    long blocks = (long) sizes.heads() * chunks() * Math.ceilDiv(sizes.samples(), rows);
    return new CudaSequence(
            List.of(
                new CudaGrid(image, "vq_prepare" + suffix, BLOCK, sections, SECTION, 0, this::fill),
                new CudaGrid(image, "vq_search" + suffix, BLOCK, blocks, rows, 0, this::fill),
                new CudaKernel(
                    "vq_search",
                    "vq_settle",
                    BLOCK,
                    places() * LANES,
                    CudaKernel.InPlace.NEVER,
                    this::fill)))
        .bind(operands);
  }

  private void fill(Block block, Operands operands) {
    List<MemorySegment> scratch = CudaScratch.parts(operands.workspace(), parts());
    block
        .set("vectors", operands.input(0))
        .set("codebook", operands.input(1))
        .set("index", operands.output(0))
        .set("distance", operands.output(1))
        .set("squares", scratch.get(0))
        .set("longest", scratch.get(1))
        .set("best", scratch.get(2))
        .set("candidate", scratch.get(3))
        .set("second", scratch.get(4))
        .set("samples", (long) sizes.samples())
        .set("heads", sizes.heads())
        .set("codes", sizes.codes())
        .set("depth", sizes.depth())
        .set("sections", sections())
        .set("chunks", chunks())
        .set("chunk", chunk)
        .set("kept", kept())
        .set("cosine", cosine ? 1 : 0);
    if (usesMatrixUnits()) {
      block
          .set("lost", scratch.get(5))
          .set("center", scratch.get(6))
          .set("halves", scratch.get(7))
          .set("rounded", scratch.get(8))
          .set("margin", scratch.get(9));
    }
  }
}
