package dev.culebra.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** Weighted means of a step's values over some steps, in double precision. */
final class Means {
  private final List<String> names;
  private final double[] sums;
  private double weight;

  Means(List<String> names) {
    this.names = names;
    this.sums = new double[names.size()];
  }

  void add(double[] values, double samples) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += values[i] * samples;
    }
    weight += samples;
  }

  /** The means by name. */
  SequencedMap<String, Double> means() {
    SequencedMap<String, Double> means = new LinkedHashMap<>();
    for (int i = 0; i < sums.length; i++) {
      means.put(names.get(i), sums[i] / weight);
    }
    return means;
  }

  void clear() {
    Arrays.fill(sums, 0);
    weight = 0;
  }

  /** Sums and weight, to be kept in a checkpoint. */
  List<Double> saved() {
    double[] saved = Arrays.copyOf(sums, sums.length + 1);
    saved[sums.length] = weight;
    return Arrays.stream(saved).boxed().toList();
  }

  /** Continues with what {@link #saved} gave; with an empty list from nothing. */
  void restore(List<Double> saved) {
    clear();
    for (int i = 0; i < Math.min(sums.length, saved.size()); i++) {
      sums[i] = saved.get(i);
    }
    weight = saved.isEmpty() ? 0 : saved.getLast();
  }
}
