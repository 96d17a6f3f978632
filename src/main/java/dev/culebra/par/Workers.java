package dev.culebra.par;

/** The threads that kernels may use. Running a task allocates nothing and returns when all is done. */
public interface Workers extends AutoCloseable {
  /** Runs chunks 0 to {@code chunks - 1}, the caller's thread included; rethrows a chunk's failure. */
  void run(Task task, int chunks);

  /** Number of threads, the caller's included. */
  int threads();

  @Override
  void close();

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
