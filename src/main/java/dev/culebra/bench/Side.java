package dev.culebra.bench;

import java.util.Map;

/** One of those who take turns on a benchmark. One thread. */
interface Side extends AutoCloseable {
  /** For tables, for example {@code torch compile}. */
  String name();

  /** Whether it has anything of a {@link Benchmark#kind}. */
  default boolean offers(String kind) {
    return true;
  }

  /**
   * Gets ready and checks itself.
   *
   * @param facts what {@link Benchmark#facts} says
   * @throws Skipped if this side cannot do it
   * @throws Subject.WrongResult if what it computes is wrong
   */
  Subject.Findings open(Benchmark benchmark, Map<String, Object> facts, int threads);

  /**
   * Calls for so many seconds.
   *
   * @return median seconds per call
   */
  double slice(double seconds);

  /** Lets go of the benchmark. */
  void shut();

  @Override
  void close();

  /** Why a side takes no part, in one line. */
  final class Skipped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Skipped(String message) {
      super(message);
    }
  }
}
