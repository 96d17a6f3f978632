package dev.culebra.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A kernel at one size. What the reference would take too long for is checked on its first rows, or
 * where rows depend on each other as a smaller kernel.
 *
 * @param sizes what a peer needs to make the same
 * @param rows length of the leading axis
 * @param rowCost floating-point operations of one row, about
 * @param ofRows the kernel with another leading axis
 */
public record KernelBenchmark(
    String name,
    String kind,
    Map<String, Object> sizes,
    int rows,
    double rowCost,
    IntFunction<Kernel> ofRows,
    Work work)
    implements Benchmark {
  /** What the reference computes in a fraction of a second. */
  private static final double CHECKED_COST = 1e7;

  @Override
  public Map<String, Object> facts(Path folder) {
    return new LinkedHashMap<>(sizes);
  }

  /** Rows that are checked. */
  int checkedRows() {
    return (int) Math.clamp(CHECKED_COST / rowCost, 1, rows);
  }

  @Override
  public Subject open(int threads) {
    return new KernelSubject(this, threads);
  }
}
