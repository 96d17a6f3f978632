package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Conv2dWeightGradient;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A product of patches {@code [KH·KW·C, N·H'·W']} and the output's gradient {@code [N·H'·W', O]}.
 */
record Conv2dWeightGradientSimd(Conv2dWeightGradient op, Shape input, Shape gradient, Shape weight)
    implements Kernel {
  static Choice select(Conv2dWeightGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape input = signature.input(0).shape();
    Shape gradient = signature.input(1).shape();
    Shape weight = signature.output(0).shape();
    return DepthwiseSimd.applies(weight, op.groups())
        ? DepthwiseWeightSimd.of(op, input, gradient, weight)
        : new Conv2dWeightGradientSimd(op, input, gradient, weight);
  }

  private Gemm.Size size() {
    int rows = weight.size(0) * weight.size(1) * weight.size(2);
    int depth = Math.toIntExact(gradient.range(0, 3).elements());
    return new Gemm.Size(op.groups(), rows, weight.size(3) / op.groups(), depth);
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment image = operands.input(0);
    if (Unfolding.pays(input, weight, op.window())) {
      return unfolded(operands);
    }
    long row = 4L * weight.size(3);
    long group = row / op.groups();
    Patches patches = Patches.of(image, input, weight, gradient, op.window(), false);
    return DeepGemm.of(
        size(),
        new PatchColumns(patches),
        new GemmOperand.Matrix(operands.input(1), 0, row, group).right(false),
        new GemmOperand.Matrix(operands.output(0), 0, row, group),
        false,
        operands.workspace(),
        operands.workers());
  }

  private Call unfolded(Operands operands) {
    Unfolding unfolding = new Unfolding(input, weight, gradient, op.window());
    MemorySegment matrix = operands.workspace().asSlice(0, unfolding.bytes());
    MemorySegment scratch = operands.workspace().asSlice(unfolding.bytes());
    int outputs = weight.size(3);
    Workers workers = operands.workers();
    return Calls.sequence(
        unfolding.blocks().stream()
            .map(
                block -> {
                  int depth = block.images() * unfolding.positions();
                  long at = 4L * block.first() * unfolding.positions() * outputs;
                  Task unfold = unfolding.unfold(block, operands.input(0), matrix);
                  Call product =
                      DeepGemm.of(
                          new Gemm.Size(1, unfolding.columns(), outputs, depth),
                          GemmOperand.Matrix.of(matrix, depth, unfolding.columns()).left(true),
                          new GemmOperand.Matrix(operands.input(1), at, 4L * outputs, 0)
                              .right(false),
                          GemmOperand.Matrix.of(operands.output(0), unfolding.columns(), outputs),
                          block.first() > 0,
                          scratch,
                          workers);
                  Call first = Calls.parallel(workers, unfold, block.images());
                  return Calls.sequence(List.of(first, product));
                })
            .toList());
  }

  @Override
  public long workspaceBytes() {
    long product = DeepGemm.workspaceBytes(size());
    return Unfolding.pays(input, weight, op.window())
        ? product + new Unfolding(input, weight, gradient, op.window()).bytes()
        : product;
  }
}
