package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.RandomCategorical;
import dev.culebra.shape.Shape;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/categorical.cu}: classes drawn row by row. */
final class CategoricalCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("logits"),
          ADDRESS.withName("counter"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("lines"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("stream"));

  private CategoricalCuda() {}

  static Choice select(RandomCategorical op, Signature signature) {
    Shape logits = signature.input(0).shape();
    return Lines.along(logits, logits.rank() - 1)
        .kernel(
            "categorical",
            "categorical",
            BLOCK,
            CudaKernel.InPlace.NEVER,
            (block, operands) ->
                block
                    .set("logits", operands.input(0))
                    .set("counter", operands.input(1))
                    .set("output", operands.output(0))
                    .set("stream", op.stream()));
  }
}
