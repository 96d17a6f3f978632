package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Log;
import dev.culebra.op.CrossEntropy;
import dev.culebra.shape.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Largest logit and sum of exponentials of each row; nothing of the row's length is written. */
record CrossEntropySimd(long rows, int classes) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static Choice select(CrossEntropy op, Signature signature) {
    if (signature.input(0).dtype() != DType.F32) {
      return Choice.refuse(signature.input(0).dtype().label() + "; only f32");
    }
    return new CrossEntropySimd(
        signature.output(0).elements(), signature.input(0).shape().size(-1));
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment logits = operands.input(0);
    MemorySegment targets = operands.input(1);
    MemorySegment output = operands.output(0);
    return Rows.call(
        operands.workers(),
        rows,
        classes,
        (begin, end) -> {
          for (long row = begin; row < end; row++) {
            int target = targets.getAtIndex(ValueLayout.JAVA_INT, row);
            output.setAtIndex(FLOAT, row, loss(logits, row * classes, target));
          }
        });
  }

  private float loss(MemorySegment logits, long first, int target) {
    if (target < 0 || target >= classes) {
      return Float.NaN;
    }
    float shift = SoftmaxRows.largest(logits, first, classes);
    float total = SoftmaxRows.total(logits, first, classes, shift);
    return Log.log(total) + (shift - logits.getAtIndex(FLOAT, first + target));
  }
}
