package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.par.Task;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

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
    MemorySegment image = operands.input(0);
    if (!Padding.pays(input, weight, op.window())) {
      return product(
          operands, Patches.of(image, input, weight, gradient, op.window(), false));
    }
    Padding padding = new Padding(input, op.window());
    MemorySegment copy = padding.place(operands, Gemm.workspaceBytes(size()));
    Gemm product =
        product(
            operands,
            Patches.of(copy, padding.padded(), weight, gradient, padding.rest(), true));
    Task pad = padding.task(image, copy);
    int images = input.size(0);
    return () -> {
      operands.workers().run(pad, images);
      product.run();
    };
  }

  private Gemm product(Operands operands, Patches patches) {
    long row = 4L * weight.size(3);
    long group = row / op.groups();
    return new Gemm(
        size(),
        new PatchColumns(patches),
        new GemmOperand.Matrix(operands.input(1), 0, row, group).right(false),
        new GemmOperand.Matrix(operands.output(0), 0, row, group),
        false,
        operands.workspace(),
        operands.workers());
  }

  @Override
  public long workspaceBytes() {
    long product = Gemm.workspaceBytes(size());
    return Padding.pays(input, weight, op.window())
        ? product + new Padding(input, op.window()).bytes()
        : product;
  }
}
