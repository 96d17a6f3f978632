package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Window2d;
import dev.culebra.par.Task;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

/** Convolution as a product of patches {@code [N·H'·W', KH·KW·C]} and kernel {@code [KH·KW·C, O]}. */
record Conv2dSimd(Conv2d op, Shape input, Shape weight, Shape output) implements Kernel {
  static Choice select(Conv2d op, Signature signature) {
    return signature.input(0).dtype() == DType.F32
        ? new Conv2dSimd(
            op,
            signature.input(0).shape(),
            signature.input(1).shape(),
            signature.output(0).shape())
        : Choice.refuse(signature.input(0).dtype().label() + "; only f32");
  }

  private Gemm.Size size() {
    int depth = weight.size(0) * weight.size(1) * weight.size(2);
    int rows = Math.toIntExact(output.range(0, 3).elements());
    return new Gemm.Size(op.groups(), rows, weight.size(3) / op.groups(), depth);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment image = operands.input(0);
    if (pointwise()) {
      return product(operands, GemmOperand.Matrix.of(image, 0, input.size(3)).left(false));
    }
    if (!Padding.pays(input, weight, op.window())) {
      Patches patches = Patches.of(image, input, weight, output, op.window(), true);
      return product(operands, new PatchRows(patches));
    }
    Padding padding = new Padding(input, op.window());
    MemorySegment copy = padding.place(operands, Gemm.workspaceBytes(size()));
    Patches patches =
        Patches.of(copy, padding.padded(), weight, output, padding.rest(), true);
    Gemm product = product(operands, new PatchRows(patches));
    Task pad = padding.task(image, copy);
    int images = input.size(0);
    return () -> {
      operands.workers().run(pad, images);
      product.run();
    };
  }

  private Gemm product(Operands operands, GemmOperand.Left left) {
    long row = 4L * weight.size(3);
    long group = row / op.groups();
    return new Gemm(
        size(),
        left,
        new GemmOperand.Matrix(operands.input(1), 0, row, group).right(false),
        new GemmOperand.Matrix(operands.output(0), 0, row, group),
        false,
        operands.workspace(),
        operands.workers());
  }

  /** Whether the patches are the pixels as they lie in memory. */
  private boolean pointwise() {
    return op.groups() == 1
        && weight.size(0) == 1
        && weight.size(1) == 1
        && op.window().equals(Window2d.of(1, 0));
  }

  @Override
  public long workspaceBytes() {
    long product = Gemm.workspaceBytes(size());
    return Padding.pays(input, weight, op.window())
        ? product + new Padding(input, op.window()).bytes()
        : product;
  }
}
