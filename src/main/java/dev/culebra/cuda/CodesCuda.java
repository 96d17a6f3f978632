package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.HammingDistance;
import dev.culebra.op.IndexRange;
import dev.culebra.op.PackBits;
import dev.culebra.op.PackLevels;
import dev.culebra.op.UnpackLevels;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.util.List;

/** {@code cuda-kernels/codes.cu}: codes as words of bits and as numbers. */
final class CodesCuda {
  private static final int WARP = 32;

  /** {@code MOST_LEVELS} of the kernels; more than 31 levels of at least 2 fit in no number. */
  private static final int MOST_LEVELS = 32;

  private static final StructLayout BITS =
      Block.struct(
          ADDRESS.withName("first"),
          ADDRESS.withName("second"),
          ADDRESS.withName("output"),
          JAVA_LONG.withName("rows"),
          JAVA_LONG.withName("items"),
          JAVA_LONG.withName("words"),
          JAVA_LONG.withName("bits"));

  private static final StructLayout LEVELS =
      Block.struct(
          ADDRESS.withName("input"),
          ADDRESS.withName("output"),
          ADDRESS.withName("fault"),
          JAVA_LONG.withName("count"),
          JAVA_LONG.withName("codes"),
          MemoryLayout.sequenceLayout(MOST_LEVELS, JAVA_LONG).withName("levels"),
          JAVA_INT.withName("digits"));

  private CodesCuda() {}

  /** A warp for each word. */
  static Choice packBits(PackBits op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse("only f32");
    }
    Shape words = signature.output(0).shape();
    int bits = signature.input(0).shape().size(1);
    return new CudaKernel(
        "codes",
        op.name(),
        BITS,
        words.elements() * WARP,
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("first", operands.input(0))
                .set("output", operands.output(0))
                .set("rows", words.size(0))
                .set("words", words.size(1))
                .set("bits", bits));
  }

  static Choice hammingDistance(HammingDistance op, Signature signature) {
    Shape distances = signature.output(0).shape();
    int words = signature.input(0).shape().size(1);
    return new CudaKernel(
        "codes",
        op.name(),
        BITS,
        distances.elements(),
        CudaKernel.InPlace.NEVER,
        (block, operands) ->
            block
                .set("first", operands.input(0))
                .set("second", operands.input(1))
                .set("output", operands.output(0))
                .set("rows", distances.size(0))
                .set("items", distances.size(1))
                .set("words", words));
  }

  static Choice packLevels(PackLevels op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? levels(op.name(), op.levels(), signature.output(0).elements())
        : Choice.refuse("only f32");
  }

  static Choice unpackLevels(UnpackLevels op, Signature signature) {
    long codes = new PackLevels(op.levels()).codes();
    return new CheckedCuda(
        levels(op.name(), op.levels(), signature.input(0).elements()),
        (place, number) -> IndexRange.number(op.name(), number, place, codes));
  }

  private static CudaKernel levels(String name, List<Integer> levels, long count) {
    return new CudaKernel(
        "codes",
        name,
        LEVELS,
        count,
        CudaKernel.InPlace.NEVER,
        (block, operands) -> {
          for (int i = 0; i < levels.size(); i++) {
            block.setAt("levels", i, levels.get(i));
          }
          block
              .set("input", operands.input(0))
              .set("output", operands.output(0))
              .set("count", count)
              .set("codes", new PackLevels(levels).codes())
              .set("digits", levels.size());
        });
  }
}
