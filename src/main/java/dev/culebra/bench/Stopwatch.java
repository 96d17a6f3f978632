package dev.culebra.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Times calls in batches that are long against the clock's grain and short against the scheduler's,
 * so that the median over batches forgets the interrupted ones.
 */
final class Stopwatch {
  /** What passes for time. */
  enum Clock {
    WALL {
      @Override
      long nanos() {
        return System.nanoTime();
      }
    },
    /** The calling thread's own: for one thread on a machine that is not ours alone. */
    CPU {
      private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

      @Override
      long nanos() {
        return THREADS.getCurrentThreadCpuTime();
      }
    };

    abstract long nanos();
  }

  private static final long BATCH_NANOS = 2_000_000;
  private static final int MOST_CALLS = 1 << 20;

  private final Runnable subject;
  private final Runnable finish;
  private final Clock clock;
  private int calls = 1;
  private double fastest = Double.POSITIVE_INFINITY;

  /** For calls that have ended when they return. */
  Stopwatch(Runnable subject, Clock clock) {
    this(subject, () -> {}, clock);
  }

  /**
   * @param finish waits for calls that were only begun: those of a batch count when all have ended
   */
  Stopwatch(Runnable subject, Runnable finish, Clock clock) {
    this.subject = subject;
    this.finish = finish;
    this.clock = clock;
  }

  /**
   * Calls for so long, at least twice.
   *
   * @return the median over the batches of seconds per call
   */
  double slice(double seconds) {
    // What the other side left in the caches and on the cores.
    subject.run();
    finish.run();
    List<Double> batches = new ArrayList<>();
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      long start = clock.nanos();
      for (int call = 0; call < calls; call++) {
        subject.run();
      }
      finish.run();
      long took = clock.nanos() - start;
      if (took < BATCH_NANOS / 2 && calls < MOST_CALLS) {
        calls = (int) Math.min(MOST_CALLS, Math.max(calls * 2L, calls * BATCH_NANOS / (took + 1)));
      } else {
        batches.add(took * 1e-9 / calls);
      }
    } while (batches.isEmpty() || System.nanoTime() < end);
    fastest = Math.min(fastest, Collections.min(batches));
    return Quartiles.median(batches.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Seconds per call in the fastest batch of all slices; infinite before the first. */
  double fastest() {
    return fastest;
  }
}
