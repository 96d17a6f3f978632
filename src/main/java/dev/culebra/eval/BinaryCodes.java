package dev.culebra.eval;

/**
 * Binary codes with labels, packed as {@link dev.culebra.op.PackBits} does. Not copied.
 *
 * @param codes row-major {@code [count,words]}
 * @param words 64-bit words of a code, at least 1
 * @param labels one per code
 */
public record BinaryCodes(long[] codes, int words, int[] labels) {
  public BinaryCodes {
    if (words < 1 || labels.length == 0 || (long) labels.length * words != codes.length) {
      throw new IllegalArgumentException(
          "[codes] %d words are not %d codes of %d".formatted(codes.length, labels.length, words));
    }
  }

  /** Number of codes. */
  public int count() {
    return labels.length;
  }
}
