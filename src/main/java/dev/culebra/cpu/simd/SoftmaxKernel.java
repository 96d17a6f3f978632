package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * Softmax or a relative: some of the {@link SoftmaxPasses}, over rows along the last axis, else
 * over columns.
 */
record SoftmaxKernel(Signature signature, int axis, Function<SoftmaxPasses, Passes> choice)
    implements Kernel {
  static Choice select(Signature signature, int axis, Function<SoftmaxPasses, Passes> choice) {
    DType dtype = signature.input(0).dtype();
    return dtype == DType.F32
        ? new SoftmaxKernel(signature, axis, choice)
        : Choice.refuse(dtype.label() + "; only f32");
  }

  private int depth() {
    return signature.input(0).shape().size(axis);
  }

  private long inner() {
    Shape shape = signature.input(0).shape();
    return shape.range(axis + 1, shape.rank()).elements();
  }

  private long lineCount() {
    return signature.input(0).shape().range(0, axis).elements() * inner();
  }

  @Override
  public long workspaceBytes() {
    return SoftmaxLines.bytes(lineCount());
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment input = operands.input(0);
    MemorySegment output = operands.output(0);
    long count = lineCount();
    SoftmaxLines lines = SoftmaxLines.of(operands.workspace(), count);
    if (inner() == 1) {
      int[] lengths = {depth()};
      SoftmaxRows rows = new SoftmaxRows(input, output, lines, depth(), lengths);
      return Rows.call(operands.workers(), count, depth(), choice.apply(rows));
    }
    SoftmaxColumns columns = new SoftmaxColumns(input, output, lines, depth(), inner());
    long units = inner() == 0 ? 0 : count / inner() * SoftmaxColumns.blocks(inner());
    return Rows.call(operands.workers(), units, columns.unitSize(), choice.apply(columns));
  }

  @Override
  public boolean inPlace(int output, int input) {
    return signature.input(input).equals(signature.output(output));
  }
}
