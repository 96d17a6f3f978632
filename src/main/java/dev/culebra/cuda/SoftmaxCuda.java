package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.CrossEntropy;
import dev.culebra.op.CrossEntropyGradient;
import dev.culebra.op.IndexRange;
import dev.culebra.op.LogSoftmax;
import dev.culebra.op.LogSumExp;
import dev.culebra.op.Softmax;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.StructLayout;

/** {@code cuda-kernels/softmax.cu}: what is made of sums of exponentials along an axis. */
final class SoftmaxCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("targets"),
          ADDRESS.withName("gradient"),
          ADDRESS.withName("output"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("lines"),
          JAVA_LONG.withName("count"),
          JAVA_LONG.withName("stride"));

  private SoftmaxCuda() {}

  static Choice softmax(Softmax op, Signature signature) {
    return kernel(signature, op.name(), op.axis(), true);
  }

  static Choice logSoftmax(LogSoftmax op, Signature signature) {
    return kernel(signature, op.name(), op.axis(), true);
  }

  static Choice logSumExp(LogSumExp op, Signature signature) {
    return kernel(signature, op.name(), op.axis(), false);
  }

  static Choice crossEntropy(CrossEntropy op, Signature signature) {
    return checked(signature, op.name());
  }

  static Choice crossEntropyGradient(CrossEntropyGradient op, Signature signature) {
    return checked(signature, op.name());
  }

  /** Inputs: logits, targets and, for the gradient, one of each row. */
  private static Choice checked(Signature signature, String name) {
    Shape logits = signature.input(0).shape();
    return kernel(signature, name, logits.rank() - 1, false) instanceof CudaKernel kernel
        ? new CheckedCuda(kernel, (place, index) -> IndexRange.check(name, index, logits.size(-1)))
        : Choice.refuse("only f32");
  }

  private static Choice kernel(Signature signature, String name, int axis, boolean inPlace) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse("only f32");
    }
    Lines lines = Lines.along(signature.input(0).shape(), axis);
    return lines.kernel(
        "softmax",
        name,
        BLOCK,
        (output, input) -> inPlace,
        (block, operands) -> fill(block, operands, lines.stride()));
  }

  private static void fill(Block block, Operands operands, long stride) {
    int last = operands.inputs().size() - 1;
    block
        .set("input", operands.input(0))
        .set("targets", operands.input(Math.min(1, last)))
        .set("gradient", operands.input(last))
        .set("output", operands.output(0))
        .set("stride", stride);
  }
}
