package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * {@link Gemm} for a small result of great depth, such as a kernel's gradient over all pixels. The
 * depth is cut, by sizes alone, into equal parts with a result each, which are then summed in
 * order: all threads have work, and a part of the operands is read once, for all rows and columns.
 */
final class DeepGemm {
  /** A part is at least this deep. */
  private static final int DEPTH = 512;

  private static final int MOST_PARTS = 32;

  /** Rows summed by a chunk. */
  private static final int ROWS = 16;

  private DeepGemm() {}

  static Call of(
      Gemm.Size size,
      GemmOperand.Left left,
      GemmOperand.Right right,
      GemmOperand.Target target,
      boolean accumulate,
      MemorySegment scratch,
      Workers workers) {
    int parts = parts(size);
    if (parts == 1) {
      return new Gemm(size, left, right, target, accumulate, scratch, workers);
    }
    int deep = size.depth() / parts;
    int rest = size.depth() % parts;
    long width = 4L * size.columns();
    MemorySegment results = scratch.asSlice(0, resultBytes(size));
    MemorySegment remaining = scratch.asSlice(resultBytes(size));
    GemmOperand.Matrix partial = new GemmOperand.Matrix(results, 0, width, width * size.rows());
    Call products =
        new Gemm(
            new Gemm.Size(size.batches() * parts, size.rows(), size.columns(), deep),
            new LeftPart(left, parts, deep, 0),
            rightPart(right, parts, deep, 0),
            partial,
            false,
            remaining,
            workers);
    int lines = Math.multiplyExact(size.batches(), size.rows());
    Task sum = sum(size, parts, partial, target, accumulate);
    Call sums = Calls.parallel(workers, sum, Math.ceilDiv(lines, ROWS));
    if (rest == 0) {
      return Calls.sequence(List.of(products, sums));
    }
    Call last =
        new Gemm(
            new Gemm.Size(size.batches(), size.rows(), size.columns(), rest),
            new LeftPart(left, 1, 0, size.depth() - rest),
            rightPart(right, 1, 0, size.depth() - rest),
            target,
            true,
            remaining,
            workers);
    return Calls.sequence(List.of(products, sums, last));
  }

  static long workspaceBytes(Gemm.Size size) {
    int parts = parts(size);
    return parts == 1
        ? Gemm.workspaceBytes(size)
        : resultBytes(size)
            + Gemm.workspaceBytes(
                new Gemm.Size(1, size.rows(), size.columns(), size.depth() / parts + 1));
  }

  private static int parts(Gemm.Size size) {
    boolean dominant = size.depth() / 4 > Math.max(size.rows(), size.columns());
    int most = Math.min(MOST_PARTS, size.depth() / DEPTH);
    return dominant && most > 1 ? Integer.highestOneBit(most) : 1;
  }

  private static long resultBytes(Gemm.Size size) {
    long bytes = 4L * parts(size) * size.batches() * size.rows() * size.columns();
    return (bytes + 127) / 128 * 128;
  }

  private static Task sum(
      Gemm.Size size,
      int parts,
      GemmOperand.Matrix partial,
      GemmOperand.Target target,
      boolean accumulate) {
    return chunk -> {
      int end = Math.min(size.batches() * size.rows(), (chunk + 1) * ROWS);
      for (int line = chunk * ROWS; line < end; line++) {
        int batch = line / size.rows();
        int row = line % size.rows();
        long to = target.offset(batch, row);
        for (int part = 0; part < parts; part++) {
          long from = partial.offset(batch * parts + part, row);
          if (part == 0 && !accumulate) {
            GemmPacking.copy(partial.segment(), from, target.segment(), to, size.columns());
          } else {
            GemmPacking.add(partial.segment(), from, target.segment(), to, size.columns());
          }
        }
      }
    };
  }

  private static GemmOperand.Right rightPart(
      GemmOperand.Right right, int parts, int deep, int start) {
    return (batch, k, depth, column, columns, to, at) ->
        right.pack(batch / parts, start + batch % parts * deep + k, depth, column, columns, to, at);
  }

  /** A batch of this is a part of a batch of the whole. */
  private record LeftPart(GemmOperand.Left whole, int parts, int deep, int start)
      implements GemmOperand.Left {
    @Override
    public boolean byColumns() {
      return whole.byColumns();
    }

    @Override
    public MemorySegment direct() {
      return whole.direct();
    }

    @Override
    public long offset(int batch, int row, int k) {
      return whole.offset(batch / parts, row, start + batch % parts * deep + k);
    }

    @Override
    public long stride() {
      return whole.stride();
    }

    @Override
    public int strip() {
      return whole.strip();
    }

    @Override
    public void pack(int batch, int row, int rows, int k, int depth, MemorySegment to, long at) {
      whole.pack(batch / parts, row, rows, start + batch % parts * deep + k, depth, to, at);
    }
  }
}
