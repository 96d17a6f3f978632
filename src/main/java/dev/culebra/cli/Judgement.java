package dev.culebra.cli;

import dev.culebra.eval.Evaluation;
import dev.culebra.model.Model;
import java.util.ArrayList;
import java.util.List;

/** How a model did on held-out data, as lines of a table. */
final class Judgement {
  /** The name of objectives that are negative evidence lower bounds when every weight is 1. */
  private static final String BOUND = "elbo";

  private Judgement() {}

  /** The bound where the model has one, the loss where that differs, then every term. */
  static List<List<String>> facts(Model model, Evaluation evaluation) {
    List<List<String>> facts = new ArrayList<>();
    boolean isBound = model.steps().getFirst().name().equals(BOUND);
    double sum = evaluation.terms().values().stream().mapToDouble(Double::doubleValue).sum();
    if (isBound) {
      facts.add(List.of("test ELBO", figure(-sum, model.unit())));
    }
    if (!isBound || Math.abs(sum - evaluation.total()) > 1e-4 * Math.abs(sum)) {
      facts.add(List.of("test loss", figure(evaluation.total(), model.unit())));
    }
    evaluation
        .terms()
        .forEach((name, value) -> facts.add(List.of("  " + name, figure(value, model.unit(name)))));
    return facts;
  }

  private static String figure(double value, String unit) {
    return Console.format("%9s %s", Console.figure(value), unit);
  }
}
