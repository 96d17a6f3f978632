package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.util.Map;

/** Calls in this process. */
final class OwnSide implements Side {
  private final String name;
  private final Stopwatch.Clock clock;
  private Subject subject;
  private Stopwatch stopwatch;

  OwnSide(String name, Stopwatch.Clock clock) {
    this.name = name;
    this.clock = clock;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Subject.Findings open(Benchmark benchmark, Map<String, Object> facts, int threads) {
    try {
      subject = benchmark.open(threads);
      stopwatch = new Stopwatch(subject::run, subject::finish, clock);
      return subject.check();
    } catch (UserError full) {
      throw new Skipped(full.getMessage());
    }
  }

  @Override
  public double slice(double seconds) {
    return stopwatch.slice(seconds);
  }

  @Override
  public void shut() {
    if (subject != null) {
      subject.close();
      subject = null;
    }
  }

  @Override
  public void close() {
    shut();
  }
}
