package dev.culebra.repro;

import java.util.List;
import java.util.Locale;

/**
 * One line of a recipe's table.
 *
 * @param method what was measured, for example {@code PCA, 30 components}
 * @param measure what the figure is, with its unit
 * @param ours our figure, or one for each seed
 * @param decimals digits that are told
 * @param isTrained whether a larger budget would change it
 * @param published theirs; null where none exists
 */
public record Row(
    String method,
    String measure,
    List<Double> ours,
    int decimals,
    boolean isTrained,
    Published published) {
  public Row {
    ours = List.copyOf(ours);
  }

  /** A figure that no budget changes. */
  public static Row fixed(
      String method, String measure, double ours, int decimals, Published published) {
    return new Row(method, measure, List.of(ours), decimals, false, published);
  }

  /** A figure of something trained. */
  public static Row trained(
      String method, String measure, double ours, int decimals, Published published) {
    return new Row(method, measure, List.of(ours), decimals, true, published);
  }

  /** Our mean, and for several seeds the standard deviation over all of them. */
  public String figure() {
    double mean = ours.stream().mapToDouble(x -> x).average().orElse(Double.NaN);
    if (ours.size() == 1) {
      return digits(mean);
    }
    double variance =
        ours.stream().mapToDouble(x -> (x - mean) * (x - mean)).average().orElse(Double.NaN);
    return digits(mean) + " ± " + digits(Math.sqrt(variance));
  }

  private String digits(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
