package dev.culebra.par;

/**
 * The threads that kernels may use. Running a task allocates nothing and returns when all is done.
 */
public interface Workers extends AutoCloseable {
  /**
   * Runs chunks 0 to {@code chunks - 1}, the caller's thread included; rethrows a chunk's failure.
   */
  void run(Task task, int chunks);

  /** Number of threads, the caller's included. */
  int threads();

  @Override
  void close();

  /**
   * The caller's thread and {@code threads - 1} daemon threads, each on a CPU of its own where
   * {@link Affinity} allows it. The caller's thread is moved off their CPUs when it gets in their
   * way, but never pinned: the JVM would then believe that the machine has one processor, and
   * threads that it starts would share that one.
   *
   * @throws IllegalArgumentException if {@code threads} is less than 1
   */
  static Workers of(int threads) {
    return of(threads, Affinity.find());
  }

  /** As {@link #of(int)}, with the given way to place threads. */
  static Workers of(int threads, Affinity affinity) {
    if (threads < 1) {
      throw new IllegalArgumentException("[workers] threads " + threads + " < 1");
    }
    return threads == 1 ? caller() : new Pool(threads, affinity);
  }

  /** Only the caller's thread: nothing to start, nothing to close. */
  static Workers caller() {
    return new Workers() {
      @Override
      public void run(Task task, int chunks) {
        for (int chunk = 0; chunk < chunks; chunk++) {
          task.run(chunk);
        }
      }

      @Override
      public int threads() {
        return 1;
      }

      @Override
      public void close() {}
    };
  }
}
