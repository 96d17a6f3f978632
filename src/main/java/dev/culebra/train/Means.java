package dev.culebra.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.DoubleStream;

/**
 * Weighted means of a step's values over some steps, in double precision. Values that are not a
 * number do not count: steps that took no part.
 */
final class Means {
  private final List<String> names;
  private final double[] sums;
  private final double[] weights;

  Means(List<String> names) {
    this.names = names;
    this.sums = new double[names.size()];
    this.weights = new double[names.size()];
  }

  void add(double[] values, double samples) {
    for (int i = 0; i < sums.length; i++) {
      if (!Double.isNaN(values[i])) {
        sums[i] += values[i] * samples;
        weights[i] += samples;
      }
    }
  }

  /** The means by name, of what has been counted. */
  SequencedMap<String, Double> means() {
    SequencedMap<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      if (weights[i] > 0) {
        means.put(names.get(i), sums[i] / weights[i]);
      }
    }
    return means;
  }

  void clear() {
    Arrays.fill(sums, 0);
    Arrays.fill(weights, 0);
  }

  /** Sums, then weights, to be kept in a checkpoint. */
  List<Double> saved() {
    return DoubleStream.concat(Arrays.stream(sums), Arrays.stream(weights)).boxed().toList();
  }

  /** Continues with what {@link #saved} gave; with an empty list from nothing. */
  void restore(List<Double> saved) {
    clear();
    for (int i = 0; 2 * i < saved.size(); i++) {
      sums[i] = saved.get(i);
      weights[i] = saved.get(sums.length + i);
    }
  }
}
