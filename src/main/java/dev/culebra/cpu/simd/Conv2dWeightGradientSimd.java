package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;

/** A product of patches {@code [KH·KW·C, N·H'·W']} and the output's gradient {@code [N·H'·W', O]}. */
record Conv2dWeightGradientSimd(
    Conv2dWeightGradient op, Shape input, Shape gradient, Shape weight) implements Kernel {
  static Choice select(Conv2dWeightGradient op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new Conv2dWeightGradientSimd(
            op,
            signature.input(0).shape(),
            signature.input(1).shape(),
            signature.output(0).shape())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private Gemm.Size size() {
    int rows = weight.size(0) * weight.size(1) * weight.size(2);
    int depth = Math.toIntExact(gradient.range(0, 3).elements());
    return new Gemm.Size(op.groups(), rows, weight.size(3) / op.groups(), depth);
  }

  @Override
  public Call bind(Operands operands) {
    long row = 4L * weight.size(3);
    long group = row / op.groups();
    PatchColumns patches =
        new PatchColumns(
            operands.input(0),
            input.size(1),
            input.size(2),
            input.size(3),
            weight.size(2),
            gradient.size(1),
            gradient.size(2),
            weight.size(1),
            op.window());
    return new Gemm(
        size(),
        patches,
        new GemmOperand.Matrix(operands.input(1), 0, row, group).right(false),
        new GemmOperand.Matrix(operands.output(0), 0, row, group),
        false,
        operands.workspace(),
        operands.workers());
  }

  @Override
  public long workspaceBytes() {
    return Gemm.workspaceBytes(size());
  }
}
