package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Dropout;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.RandomBernoulli;
import dev.culebra.op.RandomGumbel;
import dev.culebra.op.RandomUniform;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/random.cu}: draws, and operations with a draw inside. */
final class DrawCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("counter"),
          ADDRESS.withName("first"),
          ADDRESS.withName("second"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          JAVA_FLOAT.withName("scale"),
          JAVA_FLOAT.withName("kept"),
          JAVA_INT.withName("stream"));

  private DrawCuda() {}

  static Choice uniform(RandomUniform op, Signature signature) {
    return kernel(signature, "random_uniform", op.stream(), 0, 0);
  }

  static Choice gumbel(RandomGumbel op, Signature signature) {
    return kernel(signature, "random_gumbel", op.stream(), 0, 0);
  }

  static Choice bernoulli(RandomBernoulli op, Signature signature) {
    return kernel(signature, "random_bernoulli", op.stream(), 0, 0);
  }

  static Choice dropout(Dropout op, Signature signature) {
    return kernel(signature, "dropout", op.stream(), op.scale(), op.kept());
  }

  static Choice gaussianSample(GaussianSample op, Signature signature) {
    return kernel(signature, "gaussian_sample", op.stream(), 0, 0);
  }

  /** The number of counters that a draw may touch: the first element lies anywhere in its own. */
  static long counters(long elements) {
    return elements == 0 ? 0 : Math.ceilDiv(elements + 3, 4);
  }

  /** The counter is the last input; those before it are operands. */
  private static Choice kernel(
      Signature signature, String name, int stream, float scale, float kept) {
    if (signature.output(0).dtype() != DType.F32) {
      return Choice.refuse(signature.output(0).dtype().label() + " is for the reference");
    }
    long elements = signature.output(0).elements();
    int counter = signature.inputs().size() - 1;
    return new CudaKernel(
        "random",
        name,
        BLOCK,
        counters(elements),
        (output, input) -> input < counter,
        (block, operands) ->
            block
                .set("counter", operands.input(counter))
                .set("first", operands.input(0))
                .set("second", operands.input(Math.min(1, counter)))
                .set("output", operands.output(0))
                .set("count", elements)
                .set("scale", scale)
                .set("kept", kept)
                .set("stream", stream));
  }
}
