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

  /** A total without parts. */
  public static Losses of(Tensor total) {
    return new Losses(total, new LinkedHashMap<>());
  }

  /** The same with one more term. */
  public Losses with(String name, Tensor term) {
    SequencedMap<String, Tensor> more = new LinkedHashMap<>(terms);
    more.put(name, term);
    return new Losses(total, more);
  }
}
