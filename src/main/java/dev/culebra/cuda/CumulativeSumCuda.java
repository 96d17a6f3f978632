package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.CumulativeSum;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/cumulative_sum.cu}. */
final class CumulativeSumCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("lines"),
          JAVA_LONG.withName("count"),
          JAVA_LONG.withName("stride"),
          JAVA_INT.withName("exclusive"),
          JAVA_INT.withName("reverse"));

  private CumulativeSumCuda() {}

  static Choice select(CumulativeSum op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse("only f32");
    }
    Lines lines = Lines.along(signature.input(0).shape(), op.axis());
    return lines.kernel(
        "cumulative_sum",
        "cumulative_sum",
        BLOCK,
        (output, input) -> true,
        (block, operands) ->
            block
                .set("input", operands.input(0))
                .set("output", operands.output(0))
                .set("stride", lines.stride())
                .set("exclusive", op.exclusive() ? 1 : 0)
                .set("reverse", op.reverse() ? 1 : 0));
  }
}
