package dev.culebra.cpu.simd;

import static dev.culebra.cpu.simd.GemmKernel.HEIGHT;
import static dev.culebra.cpu.simd.GemmKernel.PANEL;
import static dev.culebra.cpu.simd.GemmKernel.WIDTH;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Epilogue;
import dev.culebra.par.Slots;
import dev.culebra.par.Task;
import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Float32 matrix product C = A·B or C += A·B, once or for each of several batches, made once for
 * given operands and run for ever without allocation.
 *
 * <p>A chunk packs its columns of B, a block of the depth at a time, into scratch memory that stays
 * in L2; then a group of rows of A in L1 passes over all of them. Goto and van de Geijn, Anatomy of
 * High-Performance Matrix Multiplication, 2008; but rows of A are read where they are, because
 * broadcasts do not need them packed. Operands must be native segments.
 */
final class Gemm implements Call {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  /** So many elements of finished rows are handed to the epilogue at once: half of an L1. */
  private static final int FINISHED = 4096;

  private final Size size;
  private final int columns;
  private final GemmOperand.Left left;
  private final GemmOperand.Right right;
  private final GemmOperand.Target target;
  private final boolean accumulate;
  private final Epilogue epilogue;
  private final MemorySegment scratch;
  private final long scratchBytes;
  private final GemmGrid grid;
  private final Slots slots;
  private final Workers workers;
  private final Task task = this::chunk;
  private final int chunks;
  private int rows;
  private int depth;

  /**
   * @param size what is multiplied
   * @param accumulate whether to add to what C holds
   * @param scratch at least {@link #workspaceBytes} bytes
   */
  Gemm(
      Size size,
      GemmOperand.Left left,
      GemmOperand.Right right,
      GemmOperand.Target target,
      boolean accumulate,
      MemorySegment scratch,
      Workers workers) {
    this(size, left, right, target, accumulate, null, scratch, workers);
  }

  /**
   * As above.
   *
   * @param epilogue gets every element of C once it is final; null for none
   */
  Gemm(
      Size size,
      GemmOperand.Left left,
      GemmOperand.Right right,
      GemmOperand.Target target,
      boolean accumulate,
      Epilogue epilogue,
      MemorySegment scratch,
      Workers workers) {
    this.size = size;
    this.columns = size.columns();
    this.left = left;
    this.right = right;
    this.target = target;
    this.accumulate = accumulate;
    this.epilogue = epilogue;
    this.scratchBytes = scratchBytes(size);
    this.workers = workers;
    int threads = workers.threads();
    slots = new Slots(Math.max(threads, PROCESSORS));
    // The JVM counts few processors where its threads are tied to few; they must not wait for
    // slots.
    this.scratch =
        threads <= PROCESSORS ? scratch : Arena.ofAuto().allocate(threads * scratchBytes, 128);
    grid = GemmGrid.of(size.batches(), size.rows(), columns, size.depth(), workers.threads());
    boolean empty = size.rows() == 0 || columns == 0;
    chunks = empty ? 0 : Math.multiplyExact(size.batches(), grid.chunks());
  }

  /** Sizes of a product: {@code batches} times [rows, depth] · [depth, columns]. */
  record Size(int batches, int rows, int columns, int depth) {}

  /** Scratch memory for any number of threads up to the processors of this machine. */
  static long workspaceBytes(Size size) {
    return PROCESSORS * scratchBytes(size);
  }

  private static long scratchBytes(Size size) {
    long bytes = 4 * GemmGrid.scratch(size.columns(), size.depth());
    return (bytes + 127) / 128 * 128;
  }

  @Override
  public void run() {
    rows = size.rows();
    depth = size.depth();
    workers.run(task, chunks);
  }

  /** Multiplies only the first rows of A, and of its columns and the rows of B the first. */
  void run(int firstRows, int firstDepth) {
    rows = firstRows;
    depth = firstDepth;
    int rowParts = (rows + grid.rowBlock() - 1) / grid.rowBlock();
    workers.run(task, Math.min(chunks, rowParts * grid.columnParts()));
  }

  private void chunk(int chunk) {
    int batch = chunk / grid.chunks();
    int inside = chunk % grid.chunks();
    int row = inside / grid.columnParts() * grid.rowBlock();
    int column = inside % grid.columnParts() * grid.columnBlock();
    int endRow = Math.min(rows, row + grid.rowBlock());
    int endColumn = Math.min(columns, column + grid.columnBlock());
    int slot = slots.take();
    try {
      if (depth == 0) {
        if (!accumulate) {
          clear(batch, row, endRow, column, endColumn);
        }
        finish(batch, row, endRow, column, endColumn);
      }
      for (int k = 0; k < depth; k += grid.depthBlock()) {
        int deep = Math.min(grid.depthBlock(), depth - k);
        block(batch, row, endRow, column, endColumn, k, deep, slot * scratchBytes);
      }
    } finally {
      slots.give(slot);
    }
  }

  private void clear(int batch, int row, int endRow, int column, int endColumn) {
    for (int r = row; r < endRow; r++) {
      long at = target.offset(batch, r) + 4L * column;
      target.segment().asSlice(at, 4L * (endColumn - column)).fill((byte) 0);
    }
  }

  private void block(
      int batch, int row, int endRow, int column, int endColumn, int k, int deep, long memory) {
    long aside = memory;
    long group = aside + 4L * PANEL * WIDTH;
    long panels = group + 4L * left.strip() * deep;
    for (int c = column; c < endColumn; c += WIDTH) {
      int wide = Math.min(WIDTH, endColumn - c);
      right.pack(batch, k, deep, c, wide, scratch, panels + 4L * deep * (c - column));
    }
    boolean add = accumulate || k > 0;
    boolean last = epilogue != null && k + deep == depth;
    int finished = row;
    MemorySegment direct = left.direct();
    MemorySegment a = direct == null ? scratch : direct;
    int strip = left.strip();
    for (int r = row; r < endRow; r += PANEL) {
      int inStrip = (r - row) % strip;
      if (inStrip == 0) {
        left.pack(batch, r, Math.min(strip, endRow - r), k, deep, scratch, group);
      }
      int high = Math.min(PANEL, endRow - r);
      long first = direct == null ? group + 4L * inStrip * deep : left.offset(batch, r, k);
      long stride = direct == null ? 4L * deep : left.stride();
      long targetStride = target.stride(r, high);
      for (int c = column; c < endColumn; c += WIDTH) {
        int wide = Math.min(WIDTH, endColumn - c);
        long panel = panels + 4L * deep * (c - column);
        boolean whole = targetStride != 0 && wide == WIDTH && high % HEIGHT == 0;
        if (whole && !add) {
          long to = target.offset(batch, r) + 4L * c;
          tile(a, first, stride, high, panel, deep, target.segment(), to, targetStride);
        } else {
          tile(a, first, stride, high, panel, deep, scratch, aside, 4L * WIDTH);
          settle(aside, batch, r, high, c, wide, add);
        }
      }
      boolean full = (r + high - finished) * (endColumn - column) >= FINISHED;
      if (last && (full || r + high == endRow)) {
        finish(batch, finished, r + high, column, endColumn);
        finished = r + high;
      }
    }
  }

  /** Hands rows that are final to the epilogue, in one piece if they follow one another. */
  private void finish(int batch, int row, int endRow, int column, int endColumn) {
    if (epilogue == null) {
      return;
    }
    int wide = endColumn - column;
    long first = element(batch, row, column);
    if (element(batch, endRow - 1, column) - first == (long) wide * (endRow - 1 - row)) {
      epilogue.run(first, (long) wide * (endRow - row));
      return;
    }
    for (int r = row; r < endRow; r++) {
      epilogue.run(element(batch, r, column), wide);
    }
  }

  private long element(int batch, int row, int column) {
    return target.offset(batch, row) / 4 + column;
  }

  /** Brings the used part of a tile that was computed aside to its place. */
  private void settle(long aside, int batch, int row, int high, int column, int wide, boolean add) {
    for (int i = 0; i < high; i++) {
      long from = aside + 4L * WIDTH * i;
      long to = target.offset(batch, row + i) + 4L * column;
      if (add) {
        GemmPacking.add(scratch, from, target.segment(), to, wide);
      } else {
        GemmPacking.copy(scratch, from, target.segment(), to, wide);
      }
    }
  }

  /** Computes a group of rows as one tile or two; missing rows repeat the last and are not kept. */
  private void tile(
      MemorySegment a,
      long first,
      long stride,
      int high,
      long panel,
      int deep,
      MemorySegment c,
      long to,
      long toStride) {
    boolean tall = HEIGHT == 8 && high > 4;
    if (left.byColumns()) {
      if (tall) {
        GemmKernel.columns8(a, first, scratch, panel, deep, c, to, toStride);
        return;
      }
      GemmKernel.columns4(a, first, scratch, panel, deep, c, to, toStride);
      if (high > 4) {
        GemmKernel.columns4(a, first + 16, scratch, panel, deep, c, to + 4 * toStride, toStride);
      }
      return;
    }
    long a1 = first + Math.min(1, high - 1) * stride;
    long a2 = first + Math.min(2, high - 1) * stride;
    long a3 = first + Math.min(3, high - 1) * stride;
    long a4 = first + Math.min(4, high - 1) * stride;
    long a5 = first + Math.min(5, high - 1) * stride;
    long a6 = first + Math.min(6, high - 1) * stride;
    long a7 = first + Math.min(7, high - 1) * stride;
    if (tall) {
      GemmKernel.rows8(a, first, a1, a2, a3, a4, a5, a6, a7, scratch, panel, deep, c, to, toStride);
      return;
    }
    GemmKernel.rows4(a, first, a1, a2, a3, scratch, panel, deep, c, to, toStride);
    if (high > 4) {
      GemmKernel.rows4(a, a4, a5, a6, a7, scratch, panel, deep, c, to + 4 * toStride, toStride);
    }
  }
}
