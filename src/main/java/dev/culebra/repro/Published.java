package dev.culebra.repro;

/**
 * A figure that others published.
 *
 * @param figure as printed there, for example {@code 6.88 ± 0.21}
 * @param isRecalled whether it was written down from memory, and not read in the source again
 */
public record Published(String figure, boolean isRecalled) {
  /** A figure read in its source. */
  public static Published read(String figure) {
    return new Published(figure, false);
  }

  /** A figure from memory; a target more than a reference. */
  public static Published recalled(String figure) {
    return new Published(figure, true);
  }

  @Override
  public String toString() {
    return isRecalled ? figure + " (as recalled)" : figure;
  }
}
