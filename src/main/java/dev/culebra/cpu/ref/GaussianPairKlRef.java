package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Exp;
import dev.culebra.math.Expm1;
import dev.culebra.op.GaussianPairKl;

final class GaussianPairKlRef {
  private GaussianPairKlRef() {}

  static Kernel select(GaussianPairKl op, Signature signature) {
    long samples = signature.output(0).elements();
    long length = samples == 0 ? 0 : signature.input(0).elements() / samples;
    boolean isDouble = Cells.isDouble(signature.input(0));
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          for (long sample = 0; sample < samples; sample++) {
            double total = 0;
            for (long i = sample * length; i < (sample + 1) * length; i++) {
              double shift = inputs.get(0).get(i) - inputs.get(2).get(i);
              double other = inputs.get(3).get(i);
              double ratio = inputs.get(1).get(i) - other;
              double excess = excess(isDouble, ratio) - ratio;
              total += 0.5 * (excess + shift * shift * precision(isDouble, other));
            }
            outputs.get(0).set(sample, total);
          }
        });
  }

  /** The other variance's reciprocal. */
  static double precision(boolean isDouble, double logVariance) {
    return isDouble ? StrictMath.exp(-logVariance) : Exp.exp((float) -logVariance);
  }

  /** The ratio of the variances, less 1. */
  static double excess(boolean isDouble, double logRatio) {
    return isDouble ? StrictMath.expm1(logRatio) : Expm1.expm1((float) logRatio);
  }
}
