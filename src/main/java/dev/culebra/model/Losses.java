package dev.culebra.model;

import dev.culebra.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * What an objective comes to, per sample.
 *
 * @param total {@code [N]}: what training minimizes, in nats where it is a bound
 * @param terms {@code [N]} each: its parts by name, unweighted, for reports
 */
public record Losses(Tensor total, SequencedMap<String, Tensor> terms) {
  public Losses {
    terms = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(terms));
  }

  /** A total with two named parts. */
  public static Losses of(
      Tensor total, String firstName, Tensor first, String secondName, Tensor second) {
    SequencedMap<String, Tensor> terms = new LinkedHashMap<>();
    terms.put(firstName, first);
    terms.put(secondName, second);
    return new Losses(total, terms);
  }
}
