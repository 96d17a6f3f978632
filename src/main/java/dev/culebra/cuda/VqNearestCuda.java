package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqNearest;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * {@code cuda-kernels/vq_search.cu}: ops VqNearest and, with the statistics of {@code
 * vq_update.cu}, VqAssign.
 *
 * @param statistics whether counts and sums are outputs too
 */
record VqNearestCuda(boolean cosine, VqSizes sizes, boolean statistics) implements Kernel {
  /** {@code CHUNK} of the kernels: codes of which the best two are kept. */
  private static final int CHUNK = 256;

  /** {@code ROWS}: vectors of a block, which has as many threads. */
  private static final int ROWS = 64;

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
          ADDRESS.withName("second"),
          ADDRESS.withName("candidate"),
          JAVA_LONG.withName("samples"),
          JAVA_INT.withName("heads"),
          JAVA_INT.withName("codes"),
          JAVA_INT.withName("depth"),
          JAVA_INT.withName("chunks"),
          JAVA_INT.withName("cosine"));

  private static final StructLayout STATISTICS =
      Block.struct(
          ADDRESS.withName("vectors"),
          ADDRESS.withName("index"),
          ADDRESS.withName("counts"),
          ADDRESS.withName("sums"),
          JAVA_LONG.withName("samples"),
          JAVA_INT.withName("heads"),
          JAVA_INT.withName("codes"),
          JAVA_INT.withName("depth"));

  static Choice nearest(VqNearest op, Signature signature) {
    return select(op.cosine(), signature, false);
  }

  static Choice assign(VqAssign op, Signature signature) {
    return select(op.cosine(), signature, true);
  }

  private static Choice select(boolean cosine, Signature signature, boolean statistics) {
    DType dtype = signature.input(0).dtype();
    return dtype == DType.F32
        ? new VqNearestCuda(cosine, VqSizes.of(signature.input(0), signature.input(1)), statistics)
        : Choice.refuse(dtype.label() + " is for the reference");
  }

  private int chunks() {
    return Math.ceilDiv(sizes.codes(), CHUNK);
  }

  private long allCodes() {
    return (long) sizes.heads() * sizes.codes();
  }

  /** Of the codes' squares, longest codes, best scores, second scores and candidates. */
  private List<Long> parts() {
    long allChunks = (long) sizes.heads() * chunks();
    long kept = Float.BYTES * allChunks * sizes.samples();
    return List.of(Double.BYTES * allCodes(), Float.BYTES * allChunks, kept, kept, kept);
  }

  @Override
  public long workspaceBytes() {
    return CudaScratch.bytes(parts());
  }

  @Override
  public Call bind(Operands operands) {
    List<MemorySegment> scratch = CudaScratch.parts(operands.workspace(), parts());
    BiConsumer<Block, Operands> fill = (block, given) -> fill(block, given, scratch);
    long allChunks = (long) sizes.heads() * chunks();
    long places = (long) sizes.samples() * sizes.heads();
    List<Call> calls = new ArrayList<>();
    if (places > 0) {
      calls.add(
          CudaKernel.ofBlocks("vq_search", "vq_prepare", BLOCK, allChunks, fill).bind(operands));
      calls.add(search(fill, operands, allChunks * Math.ceilDiv(sizes.samples(), ROWS)));
      calls.add(
          new CudaKernel(
                  "vq_search", "vq_settle", BLOCK, places * LANES, CudaKernel.InPlace.NEVER, fill)
              .bind(operands));
    }
    if (statistics) {
      calls.add(
          CudaKernel.ofBlocks(
                  "vq_update", "vq_statistics", STATISTICS, allCodes(), this::fillStatistics)
              .bind(operands));
    }
    return () -> calls.forEach(Call::run);
  }

  private static Call search(BiConsumer<Block, Operands> fill, Operands operands, long blocks) {
    Block block = new Block(BLOCK);
    fill.accept(block, operands);
    return CudaFunction.of("vq_search", "vq_search").launch(block, Math.toIntExact(blocks), ROWS);
  }

  private void fill(Block block, Operands operands, List<MemorySegment> scratch) {
    block
        .set("vectors", operands.input(0))
        .set("codebook", operands.input(1))
        .set("index", operands.output(0))
        .set("distance", operands.output(1))
        .set("squares", scratch.get(0))
        .set("longest", scratch.get(1))
        .set("best", scratch.get(2))
        .set("second", scratch.get(3))
        .set("candidate", scratch.get(4))
        .set("samples", (long) sizes.samples())
        .set("heads", sizes.heads())
        .set("codes", sizes.codes())
        .set("depth", sizes.depth())
        .set("chunks", chunks())
        .set("cosine", cosine ? 1 : 0);
  }

  private void fillStatistics(Block block, Operands operands) {
    block
        .set("vectors", operands.input(0))
        .set("index", operands.output(0))
        .set("counts", operands.output(2))
        .set("sums", operands.output(3))
        .set("samples", (long) sizes.samples())
        .set("heads", sizes.heads())
        .set("codes", sizes.codes())
        .set("depth", sizes.depth());
  }
}
