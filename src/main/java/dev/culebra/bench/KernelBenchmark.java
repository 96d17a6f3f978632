package dev.culebra.bench;

import dev.culebra.kernel.Precision;
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
 * @param device where it is computed, here and by peers
 * @param precision of products, here and by peers
 */
public record KernelBenchmark(
    String name,
    String kind,
    Map<String, Object> sizes,
    int rows,
    double rowCost,
    IntFunction<Kernel> ofRows,
    Work work,
    String device,
    Precision precision)
    implements Benchmark {
  /** What the reference computes in a fraction of a second. */
  private static final double CHECKED_COST = 1e7;

  /** On the CPU, in float32. */
  public KernelBenchmark(
      String name,
      String kind,
      Map<String, Object> sizes,
      int rows,
      double rowCost,
      IntFunction<Kernel> ofRows,
      Work work) {
    this(name, kind, sizes, rows, rowCost, ofRows, work, "cpu", Precision.F32);
  }

  @Override
  public Map<String, Object> facts(Path folder) {
    Map<String, Object> facts = new LinkedHashMap<>(sizes);
    facts.put("device", device);
    facts.put("precision", precision.label());
    return facts;
  }

  @Override
  public Limit limit(int threads) {
    return device.equals("cpu") ? Limit.of(work, threads) : DeviceLimit.of(work, device, precision);
  }

  /** The same work on another device in a precision, which its name tells unless it is float32. */
  KernelBenchmark on(String other, Precision wanted) {
    String renamed = wanted == Precision.F32 ? name : name + " " + wanted.label();
    return new KernelBenchmark(renamed, kind, sizes, rows, rowCost, ofRows, work, other, wanted);
  }

  /** The same with so many times the rows, of which {@code sizes} calls the number {@code n}. */
  KernelBenchmark times(int times, String renamed) {
    Map<String, Object> more = new LinkedHashMap<>(sizes);
    more.put("n", rows * times);
    return new KernelBenchmark(
        renamed, kind, more, rows * times, rowCost, ofRows, work.times(times), device, precision);
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
