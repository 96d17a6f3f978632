package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.Cast;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/cast.cu}: all but float64, which is for the reference. */
final class CastCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"), ADDRESS.withName("output"), JAVA_LONG.withName("count"));

  private CastCuda() {}

  static Choice select(Cast op, Signature signature) {
    DType from = signature.input(0).dtype();
    if (from == op.dtype()) {
      return MoveCuda.copy(signature);
    }
    if (from == DType.F64 || op.dtype() == DType.F64) {
      return Choice.refuse("f64 is for the reference");
    }
    long count = signature.output(0).elements();
    return new CudaKernel(
        "cast",
        "cast_" + from.label() + "_" + op.dtype().label(),
        BLOCK,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("input", operands.input(0))
                .set("output", operands.output(0))
                .set("count", count));
  }
}
