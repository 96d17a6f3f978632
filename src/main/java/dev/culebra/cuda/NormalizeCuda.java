package dev.culebra.cuda;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Normalize;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** {@code cuda-kernels/normalize.cu}: sums for each statistic or weight, then each element. */
final class NormalizeCuda {
  private NormalizeCuda() {}

  static Choice forward(Normalize op, Signature signature) {
    boolean affine = signature.inputs().size() == 3;
    Shape weight = affine ? signature.input(1).shape() : Shape.of();
    Shape statistics = signature.output(1).shape();
    NormalizeSizes sizes =
        new NormalizeSizes(signature.input(0).shape(), statistics, weight, op, false);
    String refusal = refusal(signature, sizes);
    if (refusal != null) {
      return Choice.refuse(refusal);
    }
    NormalizeSizes.Memory memory =
        (block, operands) -> {
          MemorySegment scale = affine ? operands.input(1) : MemorySegment.NULL;
          block
              .set("x", operands.input(0))
              .set("mean", operands.output(1))
              .set("variance", operands.output(2))
              .set("weight", scale)
              .set("bias", affine ? operands.input(2) : scale);
        };
    NormalizeSizes.Results moments = operands -> List.of(operands.output(1), operands.output(2));
    List<Kernel> parts =
        new ArrayList<>(sizes.sums("normalize_moments", statistics, 0, memory, moments));
    parts.add(sizes.apply("normalize_apply", memory, moments));
    return new CudaSequence(parts);
  }

  static Choice gradient(NormalizeGradient op, Signature signature) {
    int given = op.forwardInputs();
    boolean affine = given == 3;
    Shape x = signature.input(0).shape();
    Shape statistics = signature.input(given + 1).shape();
    Shape weight = affine ? signature.input(1).shape() : Shape.of();
    boolean alike = affine && NormalizeSizes.repeats(weight, x).equals(statistics);
    boolean apart = affine && !alike;
    NormalizeSizes sizes = new NormalizeSizes(x, statistics, weight, op.forward(), apart);
    String refusal = refusal(signature, sizes);
    if (refusal != null) {
      return Choice.refuse(refusal);
    }
    NormalizeSizes.Memory memory =
        (block, operands) ->
            block
                .set("x", operands.input(0))
                .set("weight", affine ? operands.input(1) : MemorySegment.NULL)
                .set("mean", operands.input(given + 1))
                .set("variance", operands.input(given + 2))
                .set("gradient", operands.input(given + 3));
    NormalizeSizes.Results toWeights = operands -> List.of(operands.output(2), operands.output(1));
    long bytes = statistics.elements() * Float.BYTES;
    NormalizeSizes.Results inWorkspace =
        operands ->
            List.of(
                operands.workspace().asSlice(0, bytes), operands.workspace().asSlice(bytes, bytes));
    String name = "normalize_gradient_sums";
    List<Kernel> parts = new ArrayList<>();
    if (affine) {
      NormalizeSizes plain = new NormalizeSizes(x, statistics, weight, op.forward(), false);
      Shape kept = NormalizeSizes.repeats(weight, x);
      parts.addAll(plain.sums(name, kept, 0, memory, toWeights));
    }
    if (!alike) {
      parts.addAll(sizes.sums(name, statistics, 2 * bytes, memory, inWorkspace));
    }
    NormalizeSizes.Results sums = alike ? toWeights : inWorkspace;
    parts.add(sizes.apply("normalize_gradient_apply", memory, sums));
    return new CudaSequence(parts);
  }

  private static String refusal(Signature signature, NormalizeSizes sizes) {
    DType dtype = signature.output(0).dtype();
    return dtype == DType.F32 ? sizes.refusal() : dtype.label() + " is for the reference";
  }
}
