package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Embedding;
import dev.culebra.op.EmbeddingGradient;
import dev.culebra.op.IndexRange;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/embedding.cu}: rows of a table by number, and the adjoint. */
final class EmbeddingCuda {
  private static final int WARP = 32;

  /** Rows that a warp of the adjoint has room for. */
  private static final int MOST_ROWS = 16;

  /** So many warps fill a device; more of them would only read the numbers more often. */
  private static final int MANY_WARPS = 1 << 12;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("numbers"),
          ADDRESS.withName("output"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("places"),
          JAVA_LONG.withName("rows"),
          JAVA_LONG.withName("heads"),
          JAVA_LONG.withName("depth"),
          JAVA_LONG.withName("span"),
          JAVA_INT.withName("spoiled"));

  private EmbeddingCuda() {}

  static Choice rows(Embedding op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    String name = "embedding_" + dtype.bytes();
    if (dtype == DType.BF16) {
      return Choice.refuse("bf16 has no kernel");
    }
    Shape table = signature.input(0).shape();
    long places = signature.input(1).elements();
    return kernel(op.name(), name, table, places, places * Math.max(1, table.size(-1)), 1, dtype);
  }

  static Choice gradient(EmbeddingGradient op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse("only f32");
    }
    Shape table = op.table();
    long tiles = Math.max(1, Math.ceilDiv(table.size(-1), WARP));
    long rows = table.range(0, table.rank() - 1).elements();
    long span = Math.clamp(rows * tiles / MANY_WARPS, 1, MOST_ROWS);
    long warps = Math.max(1, Math.ceilDiv(rows, span)) * tiles;
    long places = signature.input(1).elements();
    return kernel(op.name(), op.name(), table, places, warps * WARP, span, dtype);
  }

  private static Choice kernel(
      String op, String name, Shape table, long places, long items, long span, DType dtype) {
    CudaKernel kernel =
        new CudaKernel(
            "embedding",
            name,
            BLOCK,
            items,
            CudaKernel.InPlace.NEVER,
            (block, operands) ->
                block
                    .set("input", operands.input(0))
                    .set("numbers", operands.input(1))
                    .set("output", operands.output(0))
                    .set("places", places)
                    .set("rows", table.size(-2))
                    .set("heads", table.rank() == 3 ? table.size(0) : 1)
                    .set("depth", table.size(-1))
                    .set("span", span)
                    .set("spoiled", CudaFault.spoiled(dtype)));
    return new CheckedCuda(kernel, (place, index) -> IndexRange.row(op, table, index, place));
  }
}
