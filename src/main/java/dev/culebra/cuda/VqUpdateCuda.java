package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqRevive;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * {@code cuda-kernels/vq_update.cu}: ops VqEmaStep and VqRevive, whose outputs are the next values
 * of their first inputs and may lie on them.
 */
final class VqUpdateCuda {
  private static final CudaKernel.InPlace STATES = (output, input) -> output == input;

  private static final StructLayout EMA =
      Block.struct(
          ADDRESS.withName("codebook"),
          ADDRESS.withName("counts"),
          ADDRESS.withName("sums"),
          ADDRESS.withName("batch_counts"),
          ADDRESS.withName("batch_sums"),
          ADDRESS.withName("finite"),
          ADDRESS.withName("next_codebook"),
          ADDRESS.withName("next_counts"),
          ADDRESS.withName("next_sums"),
          ADDRESS.withName("totals"),
          JAVA_LONG.withName("items"),
          JAVA_DOUBLE.withName("decay"),
          JAVA_DOUBLE.withName("epsilon"),
          JAVA_INT.withName("codes"),
          JAVA_INT.withName("depth"));

  private static final StructLayout REVIVE =
      Block.struct(
          ADDRESS.withName("codebook"),
          ADDRESS.withName("counts"),
          ADDRESS.withName("sums"),
          ADDRESS.withName("vectors"),
          ADDRESS.withName("counter"),
          ADDRESS.withName("finite"),
          ADDRESS.withName("next_codebook"),
          ADDRESS.withName("next_counts"),
          ADDRESS.withName("next_sums"),
          JAVA_LONG.withName("items"),
          JAVA_LONG.withName("samples"),
          JAVA_INT.withName("heads"),
          JAVA_INT.withName("codes"),
          JAVA_INT.withName("depth"),
          JAVA_INT.withName("stream"),
          JAVA_FLOAT.withName("threshold"));

  private VqUpdateCuda() {}

  static Choice ema(VqEmaStep op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    VqSizes sizes = VqSizes.of(signature.input(0));
    long codes = (long) sizes.heads() * sizes.codes();
    BiConsumer<Block, Operands> fill = (block, operands) -> fill(block, operands, op, sizes);
    return new CudaSequence(
        List.of(
            CudaKernel.ofBlocks("vq_update", "vq_ema_totals", EMA, sizes.heads(), fill),
            new CudaKernel("vq_update", "vq_ema_step", EMA, codes * CudaKernel.WARP, STATES, fill)),
        (long) Double.BYTES * sizes.heads(),
        STATES);
  }

  private static void fill(Block block, Operands operands, VqEmaStep op, VqSizes sizes) {
    states(block, operands);
    block
        .set("batch_counts", operands.input(3))
        .set("batch_sums", operands.input(4))
        .set("totals", operands.workspace())
        .set("items", (long) sizes.heads() * sizes.codes())
        .set("decay", op.decay())
        .set("epsilon", op.epsilon())
        .set("codes", sizes.codes())
        .set("depth", sizes.depth());
  }

  private static void states(Block block, Operands operands) {
    block
        .set("codebook", operands.input(0))
        .set("counts", operands.input(1))
        .set("sums", operands.input(2))
        .set("finite", operands.input(5))
        .set("next_codebook", operands.output(0))
        .set("next_counts", operands.output(1))
        .set("next_sums", operands.output(2));
  }

  static Choice revive(VqRevive op, Signature signature) {
    DType dtype = signature.input(0).dtype();
    if (dtype != DType.F32) {
      return Choice.refuse(dtype.label() + " is for the reference");
    }
    VqSizes sizes = VqSizes.of(signature.input(3), signature.input(0));
    long codes = (long) sizes.heads() * sizes.codes();
    return new CudaKernel(
        "vq_update",
        "vq_revive",
        REVIVE,
        codes * CudaKernel.WARP,
        STATES,
        (block, operands) -> {
          states(block, operands);
          block
              .set("vectors", operands.input(3))
              .set("counter", operands.input(4))
              .set("items", codes)
              .set("samples", (long) sizes.samples())
              .set("heads", sizes.heads())
              .set("codes", sizes.codes())
              .set("depth", sizes.depth())
              .set("stream", op.stream())
              .set("threshold", op.threshold());
        });
  }
}
