package dev.culebra.cpu.simd;

import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Signature;
import dev.culebra.op.NormalizeGradient;
import dev.culebra.shape.DType;

/** Rows one by one, or columns in pieces, as the forward pass has them. */
final class NormalizeGradientSimd {
  private NormalizeGradientSimd() {}

  static Choice select(NormalizeGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    boolean affine = op.forwardInputs() == 3;
    NormalizeLayout layout =
        NormalizeLayout.of(
            signature.input(0).shape(),
            op.forward().axes(),
            affine ? signature.input(1).shape() : null);
    if (layout == null) {
      return Choice.refuse("axes " + op.forward().axes() + " lie apart");
    }
    return layout.depth() == 1
        ? new NormalizeGradientRows(layout, op.forward().epsilon())
        : new NormalizeGradientColumns(layout, op.forward().epsilon());
  }
}
