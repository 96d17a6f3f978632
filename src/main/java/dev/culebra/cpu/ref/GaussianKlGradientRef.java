package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Expm1;
import dev.culebra.op.GaussianKlGradient;

final class GaussianKlGradientRef {
  private GaussianKlGradientRef() {}

  static Kernel select(GaussianKlGradient op, Signature signature) {
    long samples = signature.input(3).elements();
    long length = samples == 0 ? 0 : signature.input(0).elements() / samples;
    boolean isDouble = Cells.isDouble(signature.input(0));
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long i = 0; i < samples * length; i++) {
            double gradient = inputs.get(3).get(i / length);
            double logVariance = inputs.get(1).get(i);
            double excess =
                isDouble ? StrictMath.expm1(logVariance) : Expm1.expm1((float) logVariance);
            outputs.get(0).set(i, gradient * inputs.get(0).get(i));
            outputs.get(1).set(i, 0.5 * gradient * excess);
          }
        });
  }
}
