package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Epilogue;
import dev.culebra.kernel.EpilogueKernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2d;
import dev.culebra.op.Window2d;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Convolution as a product of patches {@code [N·H'·W', KH·KW·C]} and kernel {@code [KH·KW·C, O]}.
 */
record Conv2dSimd(Conv2d op, Shape input, Shape weight, Shape output) implements EpilogueKernel {
  static Choice select(Conv2d op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape input = signature.input(0).shape();
    Shape weight = signature.input(1).shape();
    Shape output = signature.output(0).shape();
    return DepthwiseSimd.applies(weight, op.groups())
        ? DepthwiseSimd.forward(op, input, weight, output)
        : new Conv2dSimd(op, input, weight, output);
  }

  private Gemm.Size size() {
    int depth = weight.size(0) * weight.size(1) * weight.size(2);
    int rows = Math.toIntExact(output.range(0, 3).elements());
    return new Gemm.Size(op.groups(), rows, weight.size(3) / op.groups(), depth);
  }

  @Override
  public Call bind(Operands operands, Epilogue epilogue) {
    MemorySegment image = operands.input(0);
    if (pointwise()) {
      return product(
          operands, GemmOperand.Matrix.of(image, 0, input.size(3)).left(false), epilogue);
    }
    if (Unfolding.pays(input, weight, op.window())) {
      return unfolded(operands, epilogue);
    }
    Patches patches = Patches.of(image, input, weight, output, op.window(), true);
    return product(operands, new PatchRows(patches), epilogue);
  }

  private Call unfolded(Operands operands, Epilogue epilogue) {
    Unfolding unfolding = new Unfolding(input, weight, output, op.window());
    MemorySegment matrix = operands.workspace().asSlice(0, unfolding.bytes());
    MemorySegment scratch = operands.workspace().asSlice(unfolding.bytes());
    int outputs = weight.size(3);
    Workers workers = operands.workers();
    return Calls.sequence(
        unfolding.blocks().stream()
            .map(
                block -> {
                  int rows = block.images() * unfolding.positions();
                  long at = 4L * block.first() * unfolding.positions() * outputs;
                  Task unfold = unfolding.unfold(block, operands.input(0), matrix);
                  Gemm product =
                      new Gemm(
                          new Gemm.Size(1, rows, outputs, unfolding.columns()),
                          GemmOperand.Matrix.of(matrix, rows, unfolding.columns()).left(false),
                          GemmOperand.Matrix.of(operands.input(1), unfolding.columns(), outputs)
                              .right(false),
                          new GemmOperand.Matrix(operands.output(0), at, 4L * outputs, 0),
                          false,
                          epilogue,
                          scratch,
                          workers);
                  Call first = Calls.parallel(workers, unfold, block.images());
                  return Calls.sequence(List.of(first, product));
                })
            .toList());
  }

  private Gemm product(Operands operands, GemmOperand.Left left, Epilogue epilogue) {
    long row = 4L * weight.size(3);
    long group = row / op.groups();
    return new Gemm(
        size(),
        left,
        new GemmOperand.Matrix(operands.input(1), 0, row, group).right(false),
        new GemmOperand.Matrix(operands.output(0), 0, row, group),
        false,
        epilogue,
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
    return Unfolding.pays(input, weight, op.window())
        ? product + new Unfolding(input, weight, output, op.window()).bytes()
        : product;
  }
}
