package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.shape.Shape;

final class ConvTranspose2dRef {
  private ConvTranspose2dRef() {}

  static Kernel select(ConvTranspose2d op, Signature signature) {
    Shape small = signature.input(0).shape();
    Shape weight = signature.input(1).shape();
    Shape large = signature.output(0).shape();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] totals = new double[Math.toIntExact(large.elements())];
          Cells y = inputs.get(0);
          Cells w = inputs.get(1);
          ConvLoops.over(
              large,
              weight,
              small,
              op.window(),
              op.groups(),
              (pixel, tap, place) -> totals[(int) pixel] += y.get(place) * w.get(tap));
          ConvLoops.store(totals, outputs.get(0));
        });
  }
}
