package dev.culebra.eval;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A model's objective over a data set.
 *
 * @param samples how many samples it is the mean of
 * @param total mean of what training minimizes, per sample, in nats where it is a bound
 * @param terms its parts by name, unweighted, per sample
 */
public record Evaluation(long samples, double total, SequencedMap<String, Double> terms) {
  public Evaluation {
    terms = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(terms));
  }
}
