package dev.culebra.model;

import dev.culebra.data.Dataset;
import dev.culebra.optim.Optimizer;
import dev.culebra.optim.ParameterGroup;
import dev.culebra.optim.Schedule;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One training step: an objective and the parameters that it changes. A model with several takes
 * them one after the other on each batch, each with moments of its own; what must come from one
 * forward pass is one step with several goals.
 *
 * @param name for logs, for example {@code elbo} or {@code critic}
 * @param objective records the losses
 * @param goals what is minimized over which parameters, all from the same recorded losses; no
 *     parameter belongs to two
 * @param groups learning rates and weight decays of their own; the first whose prefix fits counts
 * @param firstEpoch the epoch that the step begins with, from 0
 * @param endEpoch the epoch that the step no longer takes part in
 * @param update an update rule of the step's own; null for the run's
 * @param beginning called before the step's first batch with the data to train on, to set
 *     parameters from what earlier steps left; must be a pure function of both
 */
public record Step(
    String name,
    Function<StepInput, Losses> objective,
    List<Goal> goals,
    List<ParameterGroup> groups,
    int firstEpoch,
    int endEpoch,
    Update update,
    Consumer<Dataset> beginning) {
  /** A step that never ends. */
  public static final int NEVER = Integer.MAX_VALUE;

  /**
   * A loss and the parameters that it changes.
   *
   * @param term name of the term in {@link Losses#terms} to minimize; null for the total
   */
  public record Goal(String term, List<Parameter> parameters) {
    public Goal {
      parameters = parameters.stream().filter(Parameter::trainable).toList();
    }

    /** The loss per sample. */
    public Tensor of(Losses losses) {
      return term == null ? losses.total() : losses.terms().get(term);
    }
  }

  /**
   * How a step's parameters are changed.
   *
   * @param rule the optimizer
   * @param rate the learning rate at each of the step's own steps
   */
  public record Update(Optimizer rule, Schedule rate) {}

  public Step {
    goals = List.copyOf(goals);
    groups = List.copyOf(groups);
    if (firstEpoch < 0 || endEpoch <= firstEpoch) {
      throw new IllegalArgumentException(
          "[step] " + name + ": epochs from " + firstEpoch + " to before " + endEpoch);
    }
  }

  /** A step with one goal, the total, that treats all its parameters alike. */
  public Step(String name, Function<StepInput, Losses> objective, List<Parameter> parameters) {
    this(
        name,
        objective,
        List.of(new Goal(null, parameters)),
        List.of(),
        0,
        NEVER,
        null,
        data -> {});
  }

  /** The same with another goal: the term of that name, minimized over these parameters. */
  public Step and(String term, List<Parameter> parameters) {
    List<Goal> more = new ArrayList<>(goals);
    more.add(new Goal(term, parameters));
    return new Step(name, objective, more, groups, firstEpoch, endEpoch, update, beginning);
  }

  /** The same with groups of parameters. */
  public Step withGroups(List<ParameterGroup> groups) {
    return new Step(name, objective, goals, groups, firstEpoch, endEpoch, update, beginning);
  }

  /** The same in some epochs only, counted from 0. */
  public Step during(int firstEpoch, int endEpoch) {
    return new Step(name, objective, goals, groups, firstEpoch, endEpoch, update, beginning);
  }

  /** The same with an update rule of its own. */
  public Step updatedBy(Optimizer rule, Schedule rate) {
    Update own = new Update(rule, rate);
    return new Step(name, objective, goals, groups, firstEpoch, endEpoch, own, beginning);
  }

  /** The same with something done before its first batch. */
  public Step beginningWith(Consumer<Dataset> beginning) {
    return new Step(name, objective, goals, groups, firstEpoch, endEpoch, update, beginning);
  }

  /** Whether the step takes part in an epoch, counted from 0. */
  public boolean isActive(int epoch) {
    return epoch >= firstEpoch && epoch < endEpoch;
  }

  /** What the step changes, goal by goal. */
  public List<Parameter> parameters() {
    return goals.stream().flatMap(goal -> goal.parameters().stream()).toList();
  }

  /** The settings of a parameter. */
  public ParameterGroup group(Parameter parameter) {
    return groups.stream()
        .filter(group -> parameter.name().startsWith(group.prefix()))
        .findFirst()
        .orElse(ParameterGroup.REST);
  }
}
