package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.RandomNormal;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/random_normal.cu}: a thread for each counter, hence for four elements. */
final class RandomNormalCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("counter"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          JAVA_INT.withName("stream"));

  private RandomNormalCuda() {}

  static Choice select(RandomNormal op, Signature signature) {
    long elements = signature.output(0).elements();
    return new CudaKernel(
        "random_normal",
        "random_normal",
        BLOCK,
        DrawCuda.counters(elements),
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("counter", operands.input(0))
                .set("output", operands.output(0))
                .set("count", elements)
                .set("stream", op.stream()));
  }
}
