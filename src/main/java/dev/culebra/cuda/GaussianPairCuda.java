package dev.culebra.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Block;
import dev.culebra.op.GaussianPairKl;
import dev.culebra.op.GaussianPairKlGradient;
import dev.culebra.shape.DType;
import java.lang.foreign.StructLayout;
import java.util.List;

/** {@code cuda-kernels/gaussian_pair.cu}: the divergence of two Gaussians, and its gradient. */
final class GaussianPairCuda {
  private static final List<String> OPERANDS =
      List.of("mean", "log_variance", "other_mean", "other_log_variance");

  private static final List<String> OUTPUTS =
      List.of("output", "log_variance_output", "other_mean_output", "other_log_variance_output");

  private static final StructLayout BLOCK =
      Block.struct(
          ADDRESS.withName("mean"),
          ADDRESS.withName("log_variance"),
          ADDRESS.withName("other_mean"),
          ADDRESS.withName("other_log_variance"),
          ADDRESS.withName("gradient"),
          ADDRESS.withName("output"),
          ADDRESS.withName("log_variance_output"),
          ADDRESS.withName("other_mean_output"),
          ADDRESS.withName("other_log_variance_output"),
          JAVA_LONG.withName("lines"),
          JAVA_LONG.withName("count"));

  private GaussianPairCuda() {}

  static Choice divergence(GaussianPairKl op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse("only f32");
    }
    return Lines.ofSamples(signature.input(0).shape())
        .kernel(
            "gaussian_pair",
            "gaussian_pair_kl",
            BLOCK,
            CudaKernel.InPlace.NEVER,
            GaussianPairCuda::fill);
  }

  /** The last input is the gradient of the divergence, which is the one before. */
  static Choice gradient(GaussianPairKlGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse("only f32");
    }
    Lines samples = Lines.ofSamples(signature.input(0).shape());
    return new CudaKernel(
        "gaussian_pair",
        "gaussian_pair_kl_gradient",
        BLOCK,
        samples.lines() * samples.count(),
        (output, input) -> input < OPERANDS.size(),
        (block, operands) -> {
          fill(block, operands);
          block.set("lines", samples.lines()).set("count", samples.count());
        });
  }

  private static void fill(Block block, Operands operands) {
    for (int i = 0; i < OPERANDS.size(); i++) {
      int output = Math.min(i, operands.outputs().size() - 1);
      block.set(OPERANDS.get(i), operands.input(i)).set(OUTPUTS.get(i), operands.output(output));
    }
    block.set("gradient", operands.inputs().getLast());
  }
}
