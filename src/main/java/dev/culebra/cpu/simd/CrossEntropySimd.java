package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.CrossEntropy;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Largest logit and sum of exponentials of each row; nothing of the row's length is written. */
record CrossEntropySimd(CrossEntropy op, TensorType targets, int classes) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static Choice select(CrossEntropy op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    return new CrossEntropySimd(op, signature.input(1), signature.input(0).shape().size(-1));
  }

  @Override
  public long workspaceBytes() {
    return SoftmaxLines.bytes(targets.elements());
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment logits = operands.input(0);
    Indices indices = Indices.of(op.name(), operands.input(1), targets, classes);
    MemorySegment output = operands.output(0);
    long rows = targets.elements();
    SoftmaxLines lines = SoftmaxLines.of(operands.workspace(), rows);
    SoftmaxRows all = new SoftmaxRows(logits, output, lines, classes, new int[] {classes});
    Rows.Body losses =
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            float logit = logits.getAtIndex(FLOAT, row * classes + indices.get(row));
            output.setAtIndex(FLOAT, row, lines.total(row) + (lines.shift(row) - logit));
          }
        };
    Passes passes = new Passes(all::largest, all::totals, all::logarithms, losses);
    return indices.checked(
        operands.workers(), Rows.call(operands.workers(), rows, classes, passes));
  }
}
