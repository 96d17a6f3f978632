package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Operands;
import dev.culebra.op.VqEmaStep;
import dev.culebra.op.VqSizes;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One step of a codebook's moving averages: each chunk of codes averages counts and sums where they
 * lie; then, with the totals known, it divides.
 */
final class VqAverages implements Call {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final VqEmaStep op;
  private final VqSizes sizes;
  private final Operands operands;
  private final MemorySegment codebook;
  private final MemorySegment counts;
  private final MemorySegment sums;
  private final Workers workers;
  private final int codes;
  private final double[] shares;
  private final Task average = this::average;
  private final Task divide = this::divide;

  VqAverages(VqEmaStep op, VqSizes sizes, Operands operands) {
    this.op = op;
    this.sizes = sizes;
    this.operands = operands;
    codebook = operands.output(0);
    counts = operands.output(1);
    sums = operands.output(2);
    workers = operands.workers();
    codes = Math.multiplyExact(sizes.heads(), sizes.codes());
    shares = new double[sizes.heads()];
  }

  @Override
  public void run() {
    if (operands.input(5).getAtIndex(FLOAT, 0) == 0) {
      for (int state = 0; state < 3; state++) {
        operands.output(state).copyFrom(operands.input(state));
      }
      return;
    }
    workers.run(average, CodeRows.chunks(codes));
    for (int head = 0; head < shares.length; head++) {
      double total = 0;
      for (int code = head * sizes.codes(); code < (head + 1) * sizes.codes(); code++) {
        total += counts.getAtIndex(FLOAT, code);
      }
      shares[head] = total == 0 ? 0 : total / (total + sizes.codes() * op.epsilon());
    }
    workers.run(divide, CodeRows.chunks(codes));
  }

  private void average(int chunk) {
    int begin = CodeRows.begin(chunk, codes);
    int end = CodeRows.begin(chunk + 1, codes);
    long at = (long) begin * sizes.depth();
    int count = (end - begin) * sizes.depth();
    CodeRows.scale(operands.input(2), at, sums, at, count, (float) op.decay());
    CodeRows.add(operands.input(4), at, sums, at, count, (float) (1 - op.decay()));
    for (int code = begin; code < end; code++) {
      double old = operands.input(1).getAtIndex(FLOAT, code);
      double batch = operands.input(3).getAtIndex(FLOAT, code);
      counts.setAtIndex(FLOAT, code, (float) (op.decay() * old + (1 - op.decay()) * batch));
    }
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
