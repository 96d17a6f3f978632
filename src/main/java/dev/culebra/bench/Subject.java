package dev.culebra.bench;

import java.util.List;

/** A benchmark that is ready to be called. Owns its memory and threads until closed. One thread. */
public interface Subject extends AutoCloseable {
  /** One call of what is timed; on a device with memory of its own it may only be begun. */
  void run();

  /** Waits for the calls that were begun. */
  default void finish() {}

  /**
   * Computes once and says how good it is, before anything is timed.
   *
   * @throws WrongResult if it lies outside the tolerance
   */
  Findings check();

  @Override
  void close();

  /**
   * What a check found.
   *
   * @param error largest difference from the reference, in parts of the largest element; not a
   *     number where there is no reference
   * @param values that a peer must find too, such as the losses of the first training steps
   * @param ran the library that computes, where it is not the side itself; else null
   */
  record Findings(double error, List<Double> values, String ran) {
    Findings(double error, List<Double> values) {
      this(error, values, null);
    }
  }

  /** A result that is not what the reference says. */
  final class WrongResult extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongResult(String message) {
      super(message);
    }
  }
}
