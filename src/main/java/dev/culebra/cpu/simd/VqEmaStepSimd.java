package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqSizes;
import dev.culebra.shape.DType;

/** Moving averages of a codebook by {@link VqAverages}, in place. */
record VqEmaStepSimd(VqEmaStep op, VqSizes sizes) implements Kernel {
  static Choice select(VqEmaStep op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new VqEmaStepSimd(op, VqSizes.of(signature.input(0)))
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  @Override
  public Call bind(Operands operands) {
    return new VqAverages(op, sizes, operands);
  }

  @Override
  public boolean inPlace(int output, int input) {
    return output == input;
  }
}
