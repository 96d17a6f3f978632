package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqSizes;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * One step of a codebook's moving averages. First each chunk scales its codes' sums and adds the
 * vectors that chose them, where they lie; then, with the totals known, it divides.
 */
final class VqAverages implements Call {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final VqEmaStep op;
  private final VqSizes sizes;
  private final Shape table;
  private final Operands operands;
  private final MemorySegment vectors;
  private final MemorySegment numbers;
  private final MemorySegment finite;
  private final MemorySegment codebook;
  private final MemorySegment counts;
  private final MemorySegment sums;
  private final Workers workers;
  private final long codes;
  private final int chunks;
  private final int[] chosen;
  private final double[] shares;
  private final Task add = this::add;
  private final Task divide = this::divide;

  VqAverages(VqEmaStep op, VqSizes sizes, Shape table, Operands operands) {
    this.op = op;
    this.sizes = sizes;
    this.table = table;
    this.operands = operands;
    vectors = operands.input(3);
    numbers = operands.input(4);
    finite = operands.input(5);
    codebook = operands.output(0);
    counts = operands.output(1);
    sums = operands.output(2);
    workers = operands.workers();
    codes = (long) sizes.heads() * sizes.codes();
    chunks = CodeRows.chunks(codes);
    chosen = new int[Math.toIntExact(codes)];
    shares = new double[sizes.heads()];
  }

  @Override
  public void run() {
    if (finite.getAtIndex(FLOAT, 0) == 0) {
      for (int state = 0; state < 3; state++) {
        operands.output(state).copyFrom(operands.input(state));
      }
      return;
    }
    CodeRows.check(op.name(), table, numbers);
    workers.run(add, chunks);
    for (int head = 0; head < shares.length; head++) {
      double total = 0;
      for (int code = head * sizes.codes(); code < (head + 1) * sizes.codes(); code++) {
        total += counts.getAtIndex(FLOAT, code);
      }
      shares[head] = total == 0 ? 0 : total / (total + sizes.codes() * op.epsilon());
    }
    workers.run(divide, chunks);
  }

  private void add(int chunk) {
    int begin = CodeRows.begin(chunk, codes);
    int end = CodeRows.begin(chunk + 1, codes);
    int depth = sizes.depth();
    int count = (end - begin) * depth;
    CodeRows.scale(
        operands.input(2), (long) begin * depth, sums, (long) begin * depth, count, decay());
    Arrays.fill(chosen, begin, end, 0);
    long places = (long) sizes.samples() * sizes.heads();
    float weight = (float) (1 - op.decay());
    for (long place = 0; place < places; place++) {
      int number = numbers.getAtIndex(ValueLayout.JAVA_INT, place);
      int code = (int) (place % sizes.heads()) * sizes.codes() + number;
      if (code >= begin && code < end) {
        chosen[code]++;
        CodeRows.add(vectors, place * depth, sums, (long) code * depth, depth, weight);
      }
    }
    for (int code = begin; code < end; code++) {
      double old = operands.input(1).getAtIndex(FLOAT, code);
      double next = op.decay() * old + (1 - op.decay()) * chosen[code];
      counts.setAtIndex(FLOAT, code, (float) next);
    }
  }

  private float decay() {
    return (float) op.decay();
  }

  private void divide(int chunk) {
    int depth = sizes.depth();
    for (int code = CodeRows.begin(chunk, codes); code < CodeRows.begin(chunk + 1, codes); code++) {
      long at = (long) code * depth;
      double share = shares[code / sizes.codes()];
      if (share == 0) {
        CodeRows.scale(operands.input(0), at, codebook, at, depth, 1);
        continue;
      }
      double smoothed = counts.getAtIndex(FLOAT, code) + op.epsilon();
      float factor = (float) (1 / (smoothed * share));
      CodeRows.scale(sums, at, codebook, at, depth, factor);
    }
  }
}
