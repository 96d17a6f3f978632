package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.GaussianPairKlGradient;

final class GaussianPairKlGradientRef {
  private GaussianPairKlGradientRef() {}

  static Kernel select(GaussianPairKlGradient op, Signature signature) {
    long samples = signature.input(5).elements();
    long length = samples == 0 ? 0 : signature.input(0).elements() / samples;
    boolean isDouble = Cells.isDouble(signature.input(0));
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long i = 0; i < samples * length; i++) {
            double gradient = inputs.get(5).get(i / length);
            double shift = inputs.get(0).get(i) - inputs.get(2).get(i);
            double other = inputs.get(3).get(i);
            double pull = shift * GaussianPairKlRef.precision(isDouble, other);
            double excess = GaussianPairKlRef.excess(isDouble, inputs.get(1).get(i) - other);
            outputs.get(0).set(i, gradient * pull);
            outputs.get(1).set(i, 0.5 * gradient * excess);
            outputs.get(2).set(i, -gradient * pull);
            outputs.get(3).set(i, -0.5 * gradient * (excess + shift * pull));
          }
        });
  }
}
