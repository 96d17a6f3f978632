package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Normal;
import dev.culebra.op.GaussianSample;

final class GaussianSampleRef {
  private GaussianSampleRef() {}

  static Kernel select(GaussianSample op, Signature signature) {
    long elements = signature.output(0).elements();
    boolean isDouble = Cells.isDouble(signature.output(0));
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) -> {
          long seed = inputs.get(2).whole(0);
          int step = (int) inputs.get(2).whole(1);
          long offset = inputs.get(2).whole(2);
          for (long i = 0; i < elements; i++) {
            float noise = Normal.draw(seed, step, op.stream(), offset + i);
            double mean = inputs.get(0).get(i);
            double logVariance = inputs.get(1).get(i);
            outputs
                .get(0)
                .set(
                    i,
                    isDouble
                        ? ReparameterizeRef.draw(mean, logVariance, noise)
                        : ReparameterizeRef.draw((float) mean, (float) logVariance, noise));
          }
        });
  }
}
