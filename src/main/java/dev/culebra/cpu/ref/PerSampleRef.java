package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import java.util.function.DoubleBinaryOperator;

/** The sum of a function of two elements over each sample, in double. */
final class PerSampleRef {
  private PerSampleRef() {}

  static Kernel of(
      Signature signature, BinaryRef.FloatFunction single, DoubleBinaryOperator exact) {
    long samples = signature.output(0).elements();
    long length = samples == 0 ? 0 : signature.input(0).elements() / samples;
    DoubleBinaryOperator function =
        Cells.isDouble(signature.output(0))
            ? exact
            : (left, right) -> single.apply((float) left, (float) right);
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long sample = 0; sample < samples; sample++) {
            double total = 0;
            for (long i = sample * length; i < (sample + 1) * length; i++) {
              total += function.applyAsDouble(inputs.get(0).get(i), inputs.get(1).get(i));
            }
            outputs.get(0).set(sample, total);
          }
        });
  }
}
