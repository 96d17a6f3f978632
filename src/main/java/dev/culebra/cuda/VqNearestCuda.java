package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.VqAssign;
import dev.culebra.op.VqNearest;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;
import java.util.List;

/** Ops VqNearest and, with the statistics of {@code vq_update.cu}, VqAssign. */
final class VqNearestCuda {
  private static final StructLayout STATISTICS =
      Block.struct(
          ADDRESS.withName("vectors"),
          ADDRESS.withName("index"),
          ADDRESS.withName("counts"),
          ADDRESS.withName("sums"),
          JAVA_LONG.withName("samples"),
          JAVA_INT.withName("heads"),
          JAVA_INT.withName("codes"),
          JAVA_INT.withName("depth"));

  private VqNearestCuda() {}

  static Choice nearest(VqNearest op, Signature signature) {
    return search(op.cosine(), signature);
  }

  static Choice assign(VqAssign op, Signature signature) {
    Choice search = search(op.cosine(), signature);
    return search instanceof Kernel kernel
        ? new CudaSequence(List.of(kernel, statistics(sizes(signature))))
        : search;
  }

  private static VqSizes sizes(Signature signature) {
    return VqSizes.of(signature.input(0), signature.input(1));
  }

  private static Choice search(boolean cosine, Signature signature) {
    DType dtype = signature.input(0).dtype();
    return dtype == DType.F32
        ? VqSearchCuda.of(cosine, sizes(signature), signature.precision())
        : Choice.refuse(dtype.label() + " is for the reference");
  }

  private static Kernel statistics(VqSizes sizes) {
    return CudaKernel.ofBlocks(
        "vq_update",
        "vq_statistics",
        STATISTICS,
        (long) sizes.heads() * sizes.codes(),
        (block, operands) ->
            block
                .set("vectors", operands.input(0))
                .set("index", operands.output(0))
                .set("counts", operands.output(2))
                .set("sums", operands.output(3))
                .set("samples", (long) sizes.samples())
                .set("heads", sizes.heads())
                .set("codes", sizes.codes())
                .set("depth", sizes.depth()));
  }
}
