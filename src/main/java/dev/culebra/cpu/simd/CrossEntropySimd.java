package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Log;
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
  public Call bind(Operands operands) {
    MemorySegment logits = operands.input(0);
    Indices indices = Indices.of(op.name(), operands.input(1), targets, classes);
    MemorySegment output = operands.output(0);
    Call rows =
        Rows.call(
            operands.workers(),
            targets.elements(),
            classes,
            (begin, end) -> {
              for (long row = begin; row < end; row++) {
                long first = row * classes;
                output.setAtIndex(FLOAT, row, loss(logits, first, first + indices.get(row)));
              }
            });
    return indices.checked(operands.workers(), rows);
  }

  private float loss(MemorySegment logits, long first, long target) {
    float shift = SoftmaxRows.largest(logits, first, classes);
    float total = SoftmaxRows.total(logits, first, classes, shift);
    return Log.log(total) + (shift - logits.getAtIndex(FLOAT, target));
  }
}
