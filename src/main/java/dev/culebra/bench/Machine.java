package dev.culebra.bench;

import dev.culebra.par.Workers;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the machine allows, measured: fused multiply-adds that never leave the registers, and as
 * many streams of the same length as the work has. It takes turns with what is held against it.
 */
public final class Machine implements Benchmark {
  private final Work limited;

  private Machine(Work limited) {
    this.limited = limited;
  }

  /** The probe for some work; null where no single limit applies. */
  static Machine limitOf(Work work) {
    return work.unit() == Work.Unit.SAMPLES ? null : new Machine(work);
  }

  /** The machine's rate at some work's kind of load, measured for so long after a warm-up. */
  public static double rate(Work work, int threads, double seconds) {
    Machine machine = new Machine(work);
    try (Subject probe = machine.open(threads)) {
      Stopwatch stopwatch = new Stopwatch(probe, Stopwatch.Clock.WALL);
      stopwatch.slice(seconds);
      return machine.work(threads).rate(stopwatch.slice(seconds));
    }
  }

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public String kind() {
    return "limit";
  }

  /** Of one thread; {@link #work(int)} has that of all. */
  @Override
  public Work work() {
    return work(1);
  }

  /** What one call does with so many threads. */
  Work work(int threads) {
    return limited.unit() == Work.Unit.FLOPS
        ? Work.flops(threads * MultiplyAddProbe.FLOPS)
        : limited;
  }

  @Override
  public Map<String, Object> facts(Path folder) {
    return Map.of();
  }

  @Override
  public Subject open(int threads) {
    return limited.unit() == Work.Unit.FLOPS
        ? new MultiplyAddProbe(Workers.of(threads))
        : new StreamProbe(Workers.of(threads), limited);
  }
}
