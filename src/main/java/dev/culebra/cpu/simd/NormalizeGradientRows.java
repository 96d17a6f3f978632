package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Sum;
import dev.culebra.par.Task;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Each element group lies together. A chunk of rows adds to its own rows of weight and bias
 * gradients; those of all chunks are added at the end.
 */
record NormalizeGradientRows(NormalizeLayout layout, double epsilon) implements Kernel {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private int perChunk() {
    return (int) Math.max(1, Chunks.ELEMENTS / Math.max(1, layout.width()));
  }

  private int chunks() {
    return (layout.outer() + perChunk() - 1) / perChunk();
  }

  private boolean shared() {
    return layout.affine() && !layout.ownRows();
  }

  private TensorType partials() {
    return TensorType.f32(chunks(), 2 * layout.width());
  }

  private Kernel total() {
    Sum chunks = new Sum(List.of(0));
    return (Kernel) SumSimd.select(chunks, Signature.of(chunks, List.of(partials())));
  }

  private long sumsBytes() {
    return 4L * 2 * layout.outer() * layout.width();
  }

  /** Workspace: a pair of rows for each chunk, their total, and what adding them up needs. */
  @Override
  public long workspaceBytes() {
    return !layout.affine()
        ? 0
        : shared()
            ? aligned(partials().bytes()) + aligned(totalBytes()) + total().workspaceBytes()
            : sumsBytes();
  }

  private long totalBytes() {
    return 8L * layout.width();
  }

  private static long aligned(long bytes) {
    return (bytes + 63) / 64 * 64;
  }

  @Override
  public Call bind(Operands operands) {
    Task task = task(operands);
    Call rows = Calls.parallel(operands.workers(), task, chunks());
    if (!layout.affine()) {
      return rows;
    }
    if (!shared()) {
      return Calls.sequence(List.of(rows, () -> part(operands)));
    }
    MemorySegment partials = operands.workspace().asSlice(0, partials().bytes());
    MemorySegment total = operands.workspace().asSlice(aligned(partials().bytes()), totalBytes());
    MemorySegment rest =
        operands.workspace().asSlice(aligned(partials().bytes()) + aligned(totalBytes()));
    Call sum =
        total().bind(new Operands(List.of(partials), List.of(total), rest, operands.workers()));
    long half = totalBytes() / 2;
    Call store =
        () -> {
          MemorySegment.copy(total, 0, operands.output(1), 0, half);
          MemorySegment.copy(total, half, operands.output(2), 0, half);
        };
    return Calls.sequence(List.of(rows, sum, store));
  }

  /** From pairs of rows to the two outputs, where each outer index has a row of its own. */
  private void part(Operands operands) {
    long bytes = 4L * layout.width();
    for (int outer = 0; outer < layout.outer(); outer++) {
      long from = outer * 2 * bytes;
      MemorySegment.copy(operands.workspace(), from, operands.output(1), outer * bytes, bytes);
      MemorySegment.copy(
          operands.workspace(), from + bytes, operands.output(2), outer * bytes, bytes);
    }
  }

  private Task task(Operands operands) {
    int residuals = layout.affine() ? 3 : 1;
    MemorySegment x = operands.input(0);
    MemorySegment weight =
        layout.affine() ? operands.input(1) : NormalizeSimd.row(layout.width(), 1);
    MemorySegment means = operands.input(residuals + 1);
    MemorySegment variances = operands.input(residuals + 2);
    MemorySegment arrived = operands.input(residuals + 3);
    MemorySegment sums = operands.workspace();
    return chunk -> {
      int first = chunk * perChunk();
      int last = Math.min(layout.outer(), first + perChunk());
      if (layout.affine()) {
        long pairs = shared() ? 1 : last - first;
        long from = 8L * layout.width() * (shared() ? chunk : first);
        sums.asSlice(from, 8L * layout.width() * pairs).fill((byte) 0);
      }
      for (long segment = (long) first * layout.groups();
          segment < (long) last * layout.groups();
          segment++) {
        float mean = means.getAtIndex(FLOAT, segment);
        double root = 1 / Math.sqrt(variances.getAtIndex(FLOAT, segment) + epsilon);
        int inner = layout.inner();
        long from = segment * inner;
        long outer = segment / layout.groups();
        long column = segment % layout.groups() * inner;
        long row = (layout.ownRows() ? outer * layout.width() : 0) + column;
        double sum = NormalizeRows.scaled(arrived, from, weight, row, inner);
        double product = NormalizeRows.products(x, arrived, from, weight, row, inner, mean);
        float slope = (float) (root * root * product / inner);
        float level = (float) (sum / inner);
        float inverse = (float) root;
        if (layout.affine()) {
          long pair = (shared() ? chunk : outer) * 2 * layout.width() + column;
          NormalizeRows.toRow(
              x, arrived, from, sums, pair, pair + layout.width(), inner, mean, inverse);
        }
        NormalizeRows.toInput(
            x, arrived, operands.output(0), from, weight, row, inner, mean, inverse, slope, level);
      }
    };
  }
}
