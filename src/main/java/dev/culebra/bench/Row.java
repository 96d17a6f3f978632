package dev.culebra.bench;

import java.util.Map;

/**
 * What came of one benchmark with one number of threads.
 *
 * @param wrong what a failed check said; null if it passed
 * @param error of our result, in parts of the largest element; not a number without a reference
 * @param unit of the rates
 * @param rate ours; null if it is wrong
 * @param seconds of one call of ours, median
 * @param peers rates of those who took part, in the order asked
 * @param skipped why others did not
 * @param best the fastest peer; null if none took part
 * @param ran the library that the fastest peer called; null if it does not tell
 * @param ratio our rate by the fastest peer's, round by round; null if none took part
 * @param limit what the machine allows; null where no single limit applies or none was measured
 * @param difference largest between our values and the fastest peer's, in parts of the largest; not
 *     a number if there is nothing to compare
 */
public record Row(
    String name,
    int threads,
    String wrong,
    double error,
    String unit,
    Quartiles rate,
    double seconds,
    Map<String, Quartiles> peers,
    Map<String, String> skipped,
    String best,
    String ran,
    Quartiles ratio,
    Bound limit,
    double difference) {
  /**
   * The machine's limit.
   *
   * @param rate the best of all turns of a probe, in the same unit
   * @param how what the probe did
   * @param part our median rate by this
   * @param beyond why the part is more than 1; null if it is not
   */
  public record Bound(double rate, String how, double part, String beyond) {}
}
