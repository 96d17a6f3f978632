package dev.culebra.bench;

import java.util.Arrays;
import java.util.List;

/** The middle of some measurements and the range of their middle half. */
public record Quartiles(double lower, double median, double upper) {
  /**
   * @throws IllegalArgumentException if there are none
   */
  public static Quartiles of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("[quartiles] no values");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Quartiles(at(sorted, 0.25), at(sorted, 0.5), at(sorted, 0.75));
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return at(sorted, 0.5);
  }

  /** Between two neighbours in proportion. */
  private static double at(double[] sorted, double part) {
    double place = part * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /** Half of the middle half's range, in parts of the median. */
  public double spread() {
    return (upper - lower) / 2 / median;
  }
}
