package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.ConvTranspose2d;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Transposed convolution as one product per {@link ConvPhase}, so that no zero is multiplied and no
 * pixel of the output is written twice.
 */
record ConvTranspose2dSimd(
    ConvTranspose2d op, List<ConvPhase> phases, Shape input, Shape weight, Shape output)
    implements Kernel {
  static Choice select(ConvTranspose2d op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    Shape weight = signature.input(1).shape();
    if (DepthwiseSimd.applies(weight, op.groups())) {
      return DepthwiseSimd.adjoint(
          op, signature.input(0).shape(), weight, signature.output(0).shape());
    }
    List<ConvPhase> phases = new ArrayList<>();
    for (int y = 0; y < Math.min(op.height(), op.window().strideHeight()); y++) {
      for (int x = 0; x < Math.min(op.width(), op.window().strideWidth()); x++) {
        phases.add(ConvPhase.of(op, weight, y, x));
      }
    }
    return new ConvTranspose2dSimd(
        op, phases, signature.input(0).shape(), weight, signature.output(0).shape());
  }

  @Override
  public Call bind(Operands operands) {
    return Unfolding.pays(output, weight, op.window())
        ? folded(operands)
        : Calls.sequence(
            phases.stream().map(phase -> phase.bind(operands, input, weight, output)).toList());
  }

  private Call folded(Operands operands) {
    Unfolding unfolding = new Unfolding(output, weight, input, op.window());
    MemorySegment matrix = operands.workspace().asSlice(0, unfolding.bytes());
    MemorySegment scratch = operands.workspace().asSlice(unfolding.bytes());
    int depth = weight.size(3);
    Workers workers = operands.workers();
    return Calls.sequence(
        unfolding.blocks().stream()
            .map(
                block -> {
                  int rows = block.images() * unfolding.positions();
                  long at = 4L * block.first() * unfolding.positions() * depth;
                  Gemm product =
                      new Gemm(
                          new Gemm.Size(1, rows, unfolding.columns(), depth),
                          new GemmOperand.Matrix(operands.input(0), at, 4L * depth, 0).left(false),
                          GemmOperand.Matrix.of(operands.input(1), unfolding.columns(), depth)
                              .right(true),
                          GemmOperand.Matrix.of(matrix, rows, unfolding.columns()),
                          false,
                          scratch,
                          workers);
                  Task fold = unfolding.fold(block, matrix, operands.output(0));
                  Call last = Calls.parallel(workers, fold, block.images());
                  return Calls.sequence(List.of(product, last));
                })
            .toList());
  }

  @Override
  public long workspaceBytes() {
    if (Unfolding.pays(output, weight, op.window())) {
      Unfolding unfolding = new Unfolding(output, weight, input, op.window());
      Gemm.Size size = new Gemm.Size(1, 1, unfolding.columns(), weight.size(3));
      return unfolding.bytes() + Gemm.workspaceBytes(size);
    }
    return phases.stream()
        .mapToLong(phase -> Gemm.workspaceBytes(phase.size(input, weight)))
        .max()
        .orElse(0);
  }
}
