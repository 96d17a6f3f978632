package dev.culebra.bench;

/**
 * What one call does, for a rate that can be held against the machine's.
 *
 * @param amount floating-point operations, bytes or samples
 * @param unit of the rate
 * @param reads streams read, for {@link Unit#BYTES}
 * @param writes streams written, for {@link Unit#BYTES}
 * @param updates streams read and written in place, for {@link Unit#BYTES}
 * @param saving by what less than the amount may do, so that a rate may exceed the machine's limit;
 *     null if by nothing
 */
public record Work(double amount, Unit unit, int reads, int writes, int updates, String saving) {
  /** What a rate counts. */
  public enum Unit {
    /** A multiplication and an addition are two; none are counted for zeros of padding. */
    FLOPS("GFLOP/s", 1e9),
    /** Each stream once, as if nothing were kept in a cache. */
    BYTES("GB/s", 1e9),
    SAMPLES("samples/s", 1);

    private final String text;
    private final double scale;

    Unit(String text, double scale) {
      this.text = text;
      this.scale = scale;
    }

    /** For example {@code GFLOP/s}. */
    public String text() {
      return text;
    }
  }

  public static Work flops(double count) {
    return new Work(count, Unit.FLOPS, 0, 0, 0, null);
  }

  /** Streams of float32 elements, each read or written once. */
  public static Work streams(int reads, int writes, long elements) {
    return streams(reads, writes, 0, elements);
  }

  /** Streams of float32 elements, the updated ones read and written once. */
  public static Work streams(int reads, int writes, int updates, long elements) {
    double bytes = (double) (reads + writes + 2 * updates) * elements * Float.BYTES;
    return new Work(bytes, Unit.BYTES, reads, writes, updates, null);
  }

  public static Work samples(int count) {
    return new Work(count, Unit.SAMPLES, 0, 0, 0, null);
  }

  /** So many of it. */
  Work times(int count) {
    return new Work(amount * count, unit, reads, writes, updates, saving);
  }

  /** The same, which somebody may do with less. */
  Work savedBy(String means) {
    return new Work(amount, unit, reads, writes, updates, means);
  }

  /** The rate of a call that takes so long. */
  public double rate(double seconds) {
    return amount / seconds / unit.scale;
  }

  /** Calls a second at a rate. */
  double calls(double rate) {
    return rate * unit.scale / amount;
  }

  /** Float32 elements of one stream. */
  long elements() {
    return Math.round(amount / (reads + writes + 2 * updates) / Float.BYTES);
  }
}
