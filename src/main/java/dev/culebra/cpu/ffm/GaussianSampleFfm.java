package dev.culebra.cpu.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianSample;
import dev.culebra.shape.DType;

/** Binding of {@code native/src/gaussian_sample.c}; the bits of every other tier. */
final class GaussianSampleFfm {
  private static final NativeFunction FUNCTION =
      NativeFunction.of(
          "gaussian_sample",
          ADDRESS.withName("mean"),
          ADDRESS.withName("log_variance"),
          ADDRESS.withName("counter"),
          ADDRESS.withName("output"),
          JAVA_INT.withName("stream"));

  private GaussianSampleFfm() {}

  static Choice select(GaussianSample op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    return FUNCTION.offer(
        new NativeKernel(
            FUNCTION,
            signature.output(0).elements(),
            (block, operands) ->
                block
                    .set("mean", operands.input(0))
                    .set("log_variance", operands.input(1))
                    .set("counter", operands.input(2))
                    .set("output", operands.output(0))
                    .set("stream", op.stream())));
  }
}
