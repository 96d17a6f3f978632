package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2d;
import dev.culebra.shape.Shape;

final class Conv2dRef {
  private Conv2dRef() {}

  static Kernel select(Conv2d op, Signature signature) {
    Shape input = signature.input(0).shape();
    Shape weight = signature.input(1).shape();
    Shape output = signature.output(0).shape();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] totals = new double[Math.toIntExact(output.elements())];
          Cells x = inputs.get(0);
          Cells w = inputs.get(1);
          ConvLoops.over(
              input,
              weight,
              output,
              op.window(),
              op.groups(),
              (pixel, tap, place) -> totals[(int) place] += x.get(pixel) * w.get(tap));
          ConvLoops.store(totals, outputs.get(0));
        });
  }
}
