package dev.culebra.tensor;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Whether a program is being recorded on this thread, and whether it trains: then layers register
 * the next values of what they keep besides trained parameters, for example running statistics.
 */
public final class Trace {
  private static final ScopedValue<Trace> ACTIVE = ScopedValue.newInstance();

  /** Next values by parameter; null where the program does not train. */
  private final Map<Parameter, Tensor> updates;

  private Trace(Map<Parameter, Tensor> updates) {
    this.updates = updates;
  }

  /**
   * What a body returned, and the next values that its layers registered.
   *
   * @param updates next values by parameter, in the order of registration
   */
  public record Recorded<T>(T result, Map<Parameter, Tensor> updates) {}

  /**
   * Runs a body whose operations are recorded, for evaluation: parameters stand for states in it.
   */
  public static <T> T record(Supplier<T> body) {
    return ScopedValue.where(ACTIVE, new Trace(null)).call(body::get);
  }

  /** As {@link #record} for training. */
  public static <T> Recorded<T> training(Supplier<T> body) {
    Map<Parameter, Tensor> updates = new LinkedHashMap<>();
    T result = ScopedValue.where(ACTIVE, new Trace(updates)).call(body::get);
    return new Recorded<>(result, Collections.unmodifiableMap(updates));
  }

  public static boolean isActive() {
    return ACTIVE.isBound();
  }

  /** Whether layers should behave as in training: batch statistics, dropout, updates. */
  public static boolean isTraining() {
    return isActive() && ACTIVE.get().updates != null;
  }

  /** A parameter as the layers so far leave it: its registered next value, else its state. */
  public static Tensor latest(Parameter parameter) {
    Tensor registered = isTraining() ? ACTIVE.get().updates.get(parameter) : null;
    return registered == null ? parameter.tensor() : registered;
  }

  /**
   * Registers the next value of a parameter that no optimizer changes. It takes effect at the end
   * of the step, and only if the step is finite. A later registration replaces an earlier one.
   *
   * @throws IllegalStateException outside a training trace, or for a trainable parameter
   * @throws IllegalArgumentException if the types differ
   */
  public static void update(Parameter parameter, Tensor next) {
    if (!isTraining() || parameter.trainable()) {
      throw new IllegalStateException(
          "[update] " + parameter + " changes only while training, and not by an optimizer too");
    }
    if (!parameter.type().equals(next.type())) {
      throw new IllegalArgumentException(
          "[update] next value " + next.type() + " does not replace " + parameter);
    }
    ACTIVE.get().updates.put(parameter, next);
  }
}
