package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.CrossEntropyGradient;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Exponentials and their sum, then one scaling in place and the target's share taken away. */
record CrossEntropyGradientSimd(CrossEntropyGradient op, TensorType targets, int classes)
    implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static Choice select(CrossEntropyGradient op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    return new CrossEntropyGradientSimd(
        op, signature.input(1), signature.input(0).shape().size(-1));
  }

  @Override
  public long workspaceBytes() {
    return SoftmaxLines.bytes(targets.elements());
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment logits = operands.input(0);
    Indices indices = Indices.of(op.name(), operands.input(1), targets, classes);
    MemorySegment gradients = operands.input(2);
    MemorySegment output = operands.output(0);
    long rows = targets.elements();
    SoftmaxLines lines = SoftmaxLines.of(operands.workspace(), rows);
    SoftmaxRows all = new SoftmaxRows(logits, output, lines, classes, new int[] {classes});
    Rows.Body slopes =
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            float gradient = gradients.getAtIndex(FLOAT, row);
            long first = row * classes;
            scale(output, first, first + classes, gradient / lines.total(row));
            long target = first + indices.get(row);
            output.setAtIndex(FLOAT, target, output.getAtIndex(FLOAT, target) - gradient);
          }
        };
    Passes passes = new Passes(all::largest, all::exponentials, slopes);
    return indices.checked(
        operands.workers(), Rows.call(operands.workers(), rows, classes, passes));
  }

  private static void scale(MemorySegment output, long begin, long end, float factor) {
    long whole = end - (end - begin) % Vectors.LANES.length();
    for (long i = begin; i < whole; i += Vectors.LANES.length()) {
      Vectors.store(Vectors.load(output, i).mul(factor), output, i);
    }
    for (long i = whole; i < end; i++) {
      output.setAtIndex(FLOAT, i, output.getAtIndex(FLOAT, i) * factor);
    }
  }

  @Override
  public boolean inPlace(int output, int input) {
    return input == 0;
  }
}
