package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.shape.Shape;

final class Conv2dWeightGradientRef {
  private Conv2dWeightGradientRef() {}

  static Kernel select(Conv2dWeightGradient op, Signature signature) {
    Shape input = signature.input(0).shape();
    Shape output = signature.input(1).shape();
    Shape weight = signature.output(0).shape();
    return RefKernel.of(
        signature,
        (inputs, outputs) -> {
          double[] totals = new double[Math.toIntExact(weight.elements())];
          Cells x = inputs.get(0);
          Cells dy = inputs.get(1);
          ConvLoops.over(
              input,
              weight,
              output,
              op.window(),
              op.groups(),
              (pixel, tap, place) -> totals[(int) tap] += x.get(pixel) * dy.get(place));
          ConvLoops.store(totals, outputs.get(0));
        });
  }
}
