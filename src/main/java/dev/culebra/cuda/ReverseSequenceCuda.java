package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.ReverseSequence;
import dev.culebra.op.SequenceRule;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code cuda-kernels/reverse_sequence.cu}: sequences back to front, by the bytes of an element.
 */
final class ReverseSequenceCuda {
  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("lengths"),
          ADDRESS.withName("output"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("samples"),
          JAVA_LONG.withName("steps"),
          JAVA_LONG.withName("width"));

  private ReverseSequenceCuda() {}

  static Choice select(ReverseSequence op, Signature signature) {
    TensorType type = signature.input(0);
    if (type.dtype() == DType.BF16) {
      return Choice.refuse("bf16 has no kernel");
    }
    Shape shape = type.shape();
    boolean whole = signature.inputs().size() == 1;
    CudaKernel kernel =
        new CudaKernel(
            "reverse_sequence",
            "reverse_" + type.dtype().bytes(),
            BLOCK,
            shape.elements(),
            CudaKernel.InPlace.NEVER,
            (block, operands) ->
                block
                    .set("input", operands.input(0))
                    .set("lengths", whole ? MemorySegment.NULL : operands.input(1))
                    .set("output", operands.output(0))
                    .set("samples", shape.size(0))
                    .set("steps", shape.size(1))
                    .set("width", shape.range(2, shape.rank()).elements()));
    return new CheckedCuda(
        kernel,
        (sample, length) -> SequenceRule.check(op.name(), sample, (int) length, shape.size(1)));
  }
}
