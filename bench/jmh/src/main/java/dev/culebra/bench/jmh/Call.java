package dev.culebra.bench.jmh;

import dev.culebra.bench.Benchmark;
import dev.culebra.bench.Limit;
import dev.culebra.bench.Subject;
import dev.culebra.bench.Work;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One call of a benchmark: checked before it is timed; afterwards the machine's limit is measured
 * in the same process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Call {
  private static final double PROBE_SECONDS = 0.5;

  /** Below this, work fits into a cache, and no stream of memory limits it. */
  private static final double LEAST_BYTES = 1 << 22;

  /** Given by {@link JmhMain}. */
  @Param("none")
  public String name;

  @Param("1")
  public int threads;

  private Benchmark benchmark;
  private Subject subject;
  private long calls;
  private long start;
  private double best;

  /** Opens and checks. */
  @Setup(Level.Trial)
  public void open() {
    benchmark = JmhMain.find(name);
    subject = benchmark.open(threads);
    double error = subject.check().error();
    if (!Double.isNaN(error)) {
      print("error %.1e of the largest element%n", error);
    }
  }

  @Setup(Level.Iteration)
  public void begin() {
    calls = 0;
    start = System.nanoTime();
  }

  /** What is timed. */
  @org.openjdk.jmh.annotations.Benchmark
  public void call() {
    subject.run();
    calls++;
  }

  @TearDown(Level.Iteration)
  public void end() {
    double seconds = (System.nanoTime() - start) * 1e-9;
    best = Math.max(best, benchmark.work().rate(seconds / calls));
  }

  /** Closes, and prints the best iteration's rate beside the limit. */
  @TearDown(Level.Trial)
  public void close() {
    subject.close();
    Work work = benchmark.work();
    print("best %.4g %s", best, work.unit().text());
    boolean isLimited = work.unit() == Work.Unit.FLOPS || work.amount() > LEAST_BYTES;
    try (Limit limit = isLimited ? Limit.of(work, threads) : null) {
      if (limit != null) {
        limit.turn(PROBE_SECONDS);
        print(", %.0f %% of %.4g (%s)", 100 * best / limit.rate(), limit.rate(), limit.how());
      }
    }
    print("%n");
  }

  private static void print(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format, arguments);
  }
}
