package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.RandomCategorical;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Draws the noise of several rows into the workspace, then looks for the largest sum of each. */
record RandomCategoricalSimd(RandomCategorical op, long rows, int classes) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  static Choice select(RandomCategorical op, Signature signature) {
    return new RandomCategoricalSimd(
        op, signature.output(0).elements(), signature.input(0).shape().size(-1));
  }

  @Override
  public long workspaceBytes() {
    return rows * classes * Float.BYTES;
  }

  @Override
  public Call bind(Operands operands) {
    MemorySegment logits = operands.input(0);
    Counter counter = new Counter(operands.input(1), op.stream());
    MemorySegment noise = operands.workspace();
    MemorySegment output = operands.output(0);
    return Rows.call(
        operands.workers(),
        rows,
        classes,
        (begin, end) -> {
          RandomGumbelSimd.fill(counter, noise, begin * classes, end * classes);
          for (long row = begin; row < end; row++) {
            output.setAtIndex(ValueLayout.JAVA_INT, row, largest(logits, noise, row * classes));
          }
        });
  }

  private int largest(MemorySegment logits, MemorySegment noise, long first) {
    int place = 0;
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      float value = logits.getAtIndex(FLOAT, first + k) + noise.getAtIndex(FLOAT, first + k);
      if (value > largest) {
        largest = value;
        place = k;
      }
    }
    return place;
  }
}
