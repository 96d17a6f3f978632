package dev.culebra.model;

import dev.culebra.tensor.Parameter;
import java.util.List;
import java.util.function.Function;

/**
 * One training step: an objective and the parameters that it changes.
 *
 * @param name for logs, for example {@code elbo} or {@code critic}
 * @param objective records the losses
 * @param parameters what the optimizer changes
 */
public record Step(String name, Function<StepInput, Losses> objective, List<Parameter> parameters) {
  public Step {
    parameters = parameters.stream().filter(Parameter::trainable).toList();
  }
}
