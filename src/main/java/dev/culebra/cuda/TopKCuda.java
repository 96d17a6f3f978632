package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.TopK;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/top_k.cu}: a block for so many ranks of a row as it can sort. */
final class TopKCuda {
  /** {@code RANKS} of the kernel. */
  private static final long RANKS = 1024;

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          ADDRESS.withName("places"),
          JAVA_LONG.withName("rows"),
          JAVA_LONG.withName("size"),
          JAVA_LONG.withName("count"),
          JAVA_LONG.withName("pieces"),
          JAVA_INT.withName("largest"));

  private TopKCuda() {}

  static Choice select(TopK op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse("only f32");
    }
    Shape shape = signature.input(0).shape();
    long rows = shape.with(-1, 1).elements();
    long pieces = Math.ceilDiv(op.count(), RANKS);
    return CudaKernel.ofBlocks(
        "top_k",
        op.name(),
        BLOCK,
        rows * pieces,
        (block, operands) ->
            block
                .set("input", operands.input(0))
                .set("output", operands.output(0))
                .set("places", operands.output(1))
                .set("rows", rows)
                .set("size", shape.size(-1))
                .set("count", op.count())
                .set("pieces", pieces)
                .set("largest", op.largest() ? 1 : 0));
  }
}
