package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Gelu;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;
import java.util.List;

/** {@code cuda-kernels/unary.cu}: a function of each element. */
final class UnaryCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("count"),
          JAVA_FLOAT.withName("a"),
          JAVA_FLOAT.withName("b"));

  private UnaryCuda() {}

  static Choice gelu(Gelu op, Signature signature) {
    return op.approximate()
        ? of(signature, "gelu_tanh", Gelu.SLOPE * Gelu.CUBIC, Gelu.SLOPE)
        : of(signature, "gelu", Math.sqrt(0.5), 0);
  }

  static Choice of(Signature signature, String function) {
    return of(signature, function, 0, 0);
  }

  /** A function with two attributes, rounded to float. */
  static Choice of(Signature signature, String function, double a, double b) {
    DType dtype = signature.output(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    long count = signature.output(0).elements();
    CudaKernel kernel =
        new CudaKernel(
            "unary",
            "unary_" + function,
            BLOCK,
            count,
            (output, input) -> true,
            (block, operands) ->
                block
                    .set("input", operands.input(0))
                    .set("output", operands.output(0))
                    .set("count", count)
                    .set("a", (float) a)
                    .set("b", (float) b));
    return new CudaElementwise(
        kernel, List.of(0), List.of(signature.input(0).shape()), (float) a, (float) b);
  }
}
