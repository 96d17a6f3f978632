package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.ArgMax;
import dev.culebra.op.ArgMin;
import dev.culebra.op.Position;
import java.lang.foreign.StructLayout;
import java.util.Set;

/** {@code cuda-kernels/position.cu}: where along an axis an extreme element lies. */
final class PositionCuda {
  private static final Set<String> TYPES = Set.of("f32", "i32", "i64", "u8");

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("lines"),
          JAVA_LONG.withName("count"),
          JAVA_LONG.withName("stride"),
          JAVA_INT.withName("largest"));

  private PositionCuda() {}

  static Choice largest(ArgMax op, Signature signature) {
    return kernel(op, signature, 1);
  }

  static Choice smallest(ArgMin op, Signature signature) {
    return kernel(op, signature, 0);
  }

  private static Choice kernel(Position op, Signature signature, int largest) {
    String type = signature.input(0).dtype().label();
    if (!TYPES.contains(type)) {
      return Choice.refuse(type + " has no kernel");
    }
    Lines lines = Lines.along(signature.input(0).shape(), op.axis());
    return lines.kernel(
        "position",
        "position_" + type,
        BLOCK,
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("input", operands.input(0))
                .set("output", operands.output(0))
                .set("stride", lines.stride())
                .set("largest", largest));
  }
}
