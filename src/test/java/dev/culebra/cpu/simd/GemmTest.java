package dev.culebra.cpu.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.culebra.harness.Seed;
import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every element must be the chain of FMAs that {@link GemmKernel} promises, bit for bit, at any
 * vector width and number of threads, and that chain must be close to a sum in double.
 */
class GemmTest {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final int[] AWKWARD = {0, 1, 3, 7, 13, 17, 31, 64, 65};

  private final SplittableRandom random = Seed.random("GemmTest");

  /** One product with slack around and between everything. */
  private record Problem(
      int batches,
      int rows,
      int columns,
      int depth,
      boolean leftTransposed,
      boolean rightTransposed,
      boolean accumulate,
      int slack) {}

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void awkwardSizes(boolean leftTransposed, boolean rightTransposed) {
    try (Workers workers = Workers.caller()) {
      for (int rows : AWKWARD) {
        for (int columns : AWKWARD) {
          for (int depth : AWKWARD) {
            boolean accumulate = random.nextBoolean();
            int slack = random.nextInt(4);
            check(
                new Problem(
                    1, rows, columns, depth, leftTransposed, rightTransposed, accumulate, slack),
                workers);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,70,130,1000,false,false,false",
    "1,128,400,785,false,true,false",
    "3,33,47,390,true,false,true",
    "2,17,900,20,true,true,false",
    "5,1,20,400,false,false,false",
    "40,9,9,9,false,true,true",
    "0,5,5,5,false,false,false"
  })
  void severalBlocksAndBatches(
      int batches,
      int rows,
      int columns,
      int depth,
      boolean leftTransposed,
      boolean rightTransposed,
      boolean accumulate) {
    for (int threads : new int[] {1, 2, 5}) {
      try (Workers workers = Workers.of(threads)) {
        check(
            new Problem(
                batches, rows, columns, depth, leftTransposed, rightTransposed, accumulate, 3),
            workers);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1,9,33,5000,false", "3,17,5,2051,true", "1,40,64,20000,true", "2,1,1,1023,false"})
  void deepProductsAreSummedInParts(
      int batches, int rows, int columns, int depth, boolean accumulate) {
    Problem problem =
        new Problem(batches, rows, columns, depth, true, false, accumulate, random.nextInt(4));
    Gemm.Size size = new Gemm.Size(batches, rows, columns, depth);
    try (Arena arena = Arena.ofShared()) {
      GemmOperand.Matrix a = matrix(arena, problem, depth, rows);
      GemmOperand.Matrix b = matrix(arena, problem, depth, columns);
      GemmOperand.Matrix c = matrix(arena, problem, rows, columns);
      byte[] before = c.segment().toArray(ValueLayout.JAVA_BYTE);
      MemorySegment scratch = arena.allocate(DeepGemm.workspaceBytes(size), 64);
      byte[] first = null;
      for (int threads : new int[] {1, 3}) {
        c.segment().copyFrom(MemorySegment.ofArray(before));
        scratch.fill((byte) 0xff);
        try (Workers workers = Workers.of(threads)) {
          DeepGemm.of(size, a.left(true), b.right(false), c, accumulate, scratch, workers).run();
        }
        byte[] bytes = c.segment().toArray(ValueLayout.JAVA_BYTE);
        assertTrue(first == null || Arrays.equals(first, bytes));
        first = bytes;
      }
      MemorySegment plain = arena.allocate(c.segment().byteSize(), 4);
      plain.copyFrom(MemorySegment.ofArray(before));
      chain(problem, a, b, c, plain);
      for (long at = 0; at < plain.byteSize(); at += 4) {
        assertEquals(plain.get(FLOAT, at), c.segment().get(FLOAT, at), 1e-6 * Math.sqrt(depth));
      }
    }
  }

  @Test
  void runningAllocatesNothing() {
    try (Arena arena = Arena.ofConfined()) {
      Gemm.Size size = new Gemm.Size(2, 13, 40, 50);
      GemmOperand.Matrix matrix = GemmOperand.Matrix.of(arena.allocate(65536, 64), 64, 64);
      MemorySegment scratch = arena.allocate(Gemm.workspaceBytes(size), 64);
      Gemm gemm =
          new Gemm(
              size,
              matrix.left(true),
              matrix.right(true),
              GemmOperand.Matrix.of(arena.allocate(65536, 64), 64, 64),
              false,
              scratch,
              Workers.caller());
      for (int run = 0; run < 50_000; run++) {
        gemm.run();
      }
      ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = bean.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < 1000; run++) {
        gemm.run();
      }
      long bytes = bean.getCurrentThreadAllocatedBytes() - before;
      assertTrue(bytes < 1000, bytes + " bytes in 1000 runs");
    }
  }

  private void check(Problem problem, Workers workers) {
    int rows = problem.rows();
    int columns = problem.columns();
    int depth = problem.depth();
    try (Arena arena = Arena.ofShared()) {
      Gemm.Size size = new Gemm.Size(problem.batches(), rows, columns, depth);
      GemmOperand.Matrix a =
          problem.leftTransposed()
              ? matrix(arena, problem, depth, rows)
              : matrix(arena, problem, rows, depth);
      GemmOperand.Matrix b =
          problem.rightTransposed()
              ? matrix(arena, problem, columns, depth)
              : matrix(arena, problem, depth, columns);
      GemmOperand.Matrix c = matrix(arena, problem, rows, columns);
      MemorySegment expected = arena.allocate(c.segment().byteSize()).copyFrom(c.segment());
      MemorySegment scratch = arena.allocate(Gemm.workspaceBytes(size), 64);
      scratch.fill((byte) 0xff);
      new Gemm(
              size,
              a.left(problem.leftTransposed()),
              b.right(problem.rightTransposed()),
              c,
              problem.accumulate(),
              scratch,
              workers)
          .run();
      chain(problem, a, b, c, expected);
      assertEquals(-1, expected.mismatch(c.segment()), problem::toString);
    }
  }

  private GemmOperand.Matrix matrix(Arena arena, Problem problem, int rows, int width) {
    int slack = problem.slack();
    long stride = width + slack;
    long batchStride = rows * stride + slack;
    long floats = slack + problem.batches() * batchStride;
    MemorySegment segment = arena.allocate(4 * floats, 4);
    for (long i = 0; i < floats; i++) {
      segment.setAtIndex(FLOAT, i, (float) random.nextDouble(-1, 1));
    }
    return new GemmOperand.Matrix(segment, 4L * slack, 4 * stride, 4 * batchStride);
  }

  private static void chain(
      Problem problem,
      GemmOperand.Matrix a,
      GemmOperand.Matrix b,
      GemmOperand.Matrix c,
      MemorySegment expected) {
    int depth = problem.depth();
    int block = GemmGrid.of(1, 1, 1, depth, 1).depthBlock();
    for (int batch = 0; batch < problem.batches(); batch++) {
      for (int row = 0; row < problem.rows(); row++) {
        for (int column = 0; column < problem.columns(); column++) {
          long at = c.at(batch, row, column);
          float total = problem.accumulate() ? expected.get(FLOAT, at) : 0;
          double exact = total;
          double magnitude = Math.abs(total);
          for (int start = 0; start < depth; start += block) {
            float sum = 0;
            for (int k = start; k < Math.min(depth, start + block); k++) {
              float x =
                  a.segment()
                      .get(
                          FLOAT,
                          problem.leftTransposed() ? a.at(batch, k, row) : a.at(batch, row, k));
              float y =
                  b.segment()
                      .get(
                          FLOAT,
                          problem.rightTransposed()
                              ? b.at(batch, column, k)
                              : b.at(batch, k, column));
              sum = Math.fma(x, y, sum);
              exact += (double) x * y;
              magnitude += Math.abs((double) x * y);
            }
            total = start == 0 && !problem.accumulate() ? sum : total + sum;
          }
          assertEquals(exact, total, 1e-7 * 8 * magnitude);
          expected.set(FLOAT, at, total);
        }
      }
    }
  }
}
