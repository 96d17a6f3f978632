package dev.culebra.model;

import dev.culebra.optim.ParameterGroup;
import dev.culebra.tensor.Parameter;
import java.util.List;
import java.util.function.Function;

/**
 * One training step: an objective and the parameters that it changes.
 *
 * @param name for logs, for example {@code elbo} or {@code critic}
 * @param objective records the losses
 * @param parameters what the optimizer changes
 * @param groups learning rates and weight decays of their own; the first whose prefix fits counts
 */
public record Step(
    String name,
    Function<StepInput, Losses> objective,
    List<Parameter> parameters,
    List<ParameterGroup> groups) {
  public Step {
    parameters = parameters.stream().filter(Parameter::trainable).toList();
    groups = List.copyOf(groups);
  }

  /** A step that treats all its parameters alike. */
  public Step(String name, Function<StepInput, Losses> objective, List<Parameter> parameters) {
    this(name, objective, parameters, List.of());
  }

  /** The settings of a parameter. */
  public ParameterGroup group(Parameter parameter) {
    return groups.stream()
        .filter(group -> parameter.name().startsWith(group.prefix()))
        .findFirst()
        .orElse(ParameterGroup.REST);
  }
}
