package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Histogram;
import dev.culebra.op.IndexRange;
import java.lang.foreign.StructLayout;
import java.util.List;

/**
 * {@code cuda-kernels/histogram.cu}: zeros, counts, and counts as floating-point numbers.
 *
 * @param rows numbers of a column
 * @param columns counted apart
 * @param bins counts of a column
 */
record HistogramCuda(long rows, long columns, int bins) {
  /** Rows that a block counts. */
  private static final long PIECE = 1 << 13;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("numbers"),
          ADDRESS.withName("output"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("rows"),
          JAVA_LONG.withName("columns"),
          JAVA_LONG.withName("bins"),
          JAVA_LONG.withName("piece"));

  static Choice select(Histogram op, Signature signature) {
    long columns = signature.output(0).elements() / op.bins();
    long rows = signature.input(0).shape().size(0);
    HistogramCuda histogram = new HistogramCuda(rows, columns, op.bins());
    Kernel zeros = MoveCuda.fill(signature.output(0), 0);
    CudaKernel count =
        CudaKernel.ofBlocks(
            "histogram",
            "histogram_count",
            BLOCK,
            columns * Math.ceilDiv(rows, PIECE),
            histogram::fill);
    CudaKernel convert =
        new CudaKernel(
            "histogram",
            "histogram_convert",
            BLOCK,
            columns * op.bins(),
            CudaKernel.InPlace.NEVER,
            histogram::fill);
    CudaFault.Range range =
        (place, number) -> IndexRange.number(op.name(), number, place, op.bins());
    return new CudaSequence(List.of(zeros, new CheckedCuda(count, range), convert));
  }

  private void fill(Block block, Operands operands) {
    block
        .set("numbers", operands.input(0))
        .set("output", operands.output(0))
        .set("rows", rows)
        .set("columns", columns)
        .set("bins", bins)
        .set("piece", PIECE);
  }
}
