package dev.culebra.tensor;

import dev.culebra.ir.Value;
import dev.culebra.op.AllReduceStart;
import dev.culebra.op.Fill;
import dev.culebra.op.Greater;
import dev.culebra.op.Pad;
import dev.culebra.op.Select;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Whether a program is being recorded on this thread, and whether it trains: then layers register
 * the next values of what they keep besides trained parameters, for example running statistics.
 */
public final class Trace {
  private static final ScopedValue<Trace> ACTIVE = ScopedValue.newInstance();

  /** Next values by parameter; null where the program does not train. */
  private final Map<Parameter, Tensor> updates;

  private final List<Predicated> predicated = new ArrayList<>();

  /** Null where the program has the whole batch. */
  private final Shard shard;

  /** The random counter with an offset, where there is a shard. */
  private final LongFunction<Tensor> counters;

  private Trace(Map<Parameter, Tensor> updates, Shard shard, LongFunction<Tensor> counters) {
    this.updates = updates;
    this.shard = shard;
    this.counters = counters;
  }

  /** The next values of parameters that heed the finite flag by themselves, as operations. */
  @FunctionalInterface
  public interface Rule {
    /**
     * Records the update.
     *
     * @param before the parameters as the step so far leaves them
     * @param finite f32 scalar, 0 if everything must stay as it was
     */
    List<Tensor> next(List<Tensor> before, Tensor finite);
  }

  /**
   * A registered rule.
   *
   * @param watched what must be finite for the step to be
   */
  public record Predicated(List<Parameter> parameters, List<Tensor> watched, Rule rule) {}

  /**
   * What a body returned, and how what its layers keep changes.
   *
   * @param updates registered next values by parameter, in the order of registration
   * @param predicated registered rules, in the same order
   */
  public record Recorded<T>(T result, Map<Parameter, Tensor> updates, List<Predicated> predicated) {

    /** The float32 values that must be finite for a step to be. */
    public List<Tensor> watched() {
      return Stream.concat(
              updates.values().stream(), predicated.stream().flatMap(p -> p.watched().stream()))
          .filter(value -> value.type().dtype() == DType.F32)
          .toList();
    }

    /**
     * Records the values after the step: all as they were if the flag is 0.
     *
     * @param finite f32 scalar
     */
    public Map<Parameter, Tensor> next(Tensor finite) {
      Map<Parameter, Tensor> next = new LinkedHashMap<>();
      Value taken = Greater.of(finite.value(), Fill.of(TensorType.f32(), 0));
      updates.forEach(
          (parameter, value) ->
              next.put(parameter, Tensor.of(Select.of(taken, value.value(), parameter.state()))));
      for (Predicated update : predicated) {
        List<Tensor> before =
            update.parameters().stream()
                .map(p -> next.getOrDefault(p, Tensor.of(p.state())))
                .toList();
        List<Tensor> after = update.rule().next(before, finite);
        for (int i = 0; i < after.size(); i++) {
          requireType(update.parameters().get(i), after.get(i));
          next.put(update.parameters().get(i), after.get(i));
        }
      }
      return next;
    }
  }

  /**
   * Runs a body whose operations are recorded, for evaluation: parameters stand for states in it.
   */
  public static <T> T record(Supplier<T> body) {
    return ScopedValue.where(ACTIVE, new Trace(null, null, null)).call(body::get);
  }

  /** As {@link #record} for training. */
  public static <T> Recorded<T> training(Supplier<T> body) {
    return training(null, null, body);
  }

  /**
   * As {@link #training(Supplier)} on one of several devices, each of which has a part of the
   * batch: draws are those that one device would make for these samples. What is registered with
   * {@link #update(Parameter, Tensor)} is the device's own; what a {@link Rule} takes of the batch
   * must be of all of it, by {@link #total} and {@link #wholeBatch}.
   *
   * @param counters the random counter with an offset
   */
  public static <T> Recorded<T> training(
      Shard shard, LongFunction<Tensor> counters, Supplier<T> body) {
    boolean isPart = shard != null && !shard.isWhole();
    Trace trace = new Trace(new LinkedHashMap<>(), isPart ? shard : null, counters);
    T result = ScopedValue.where(ACTIVE, trace).call(body::get);
    return new Recorded<>(
        result, Collections.unmodifiableMap(trace.updates), List.copyOf(trace.predicated));
  }

  public static boolean isActive() {
    return ACTIVE.isBound();
  }

  /** Whether layers should behave as in training: batch statistics, dropout, updates. */
  public static boolean isTraining() {
    return isActive() && ACTIVE.get().updates != null;
  }

  /**
   * What devices that share a batch have of something, added up over them; as it is where one
   * device has the whole batch.
   *
   * @param parts f32; gradients do not flow through the sums
   */
  public static List<Tensor> total(List<Tensor> parts) {
    if (!isPart()) {
      return parts;
    }
    double weight = ACTIVE.get().shard.weight();
    List<Tensor> own =
        weight == 1 ? parts : parts.stream().map(part -> part.affine(weight, 0)).toList();
    return AllReduceStart.sums(own.stream().map(Tensor::value).toList()).stream()
        .map(Tensor::of)
        .toList();
  }

  /**
   * Rows that all devices have of a batch, in the batch's order: each adds its own to zeros.
   *
   * @param rows {@code f32[samples·K,D]} with the same K for each sample
   */
  public static Tensor wholeBatch(Tensor rows) {
    if (!isPart() || ACTIVE.get().shard.isRepeated()) {
      return rows;
    }
    Shard shard = ACTIVE.get().shard;
    int each = rows.size(0) / shard.count();
    int before = each * shard.first();
    int after = each * (shard.total() - shard.first() - shard.count());
    Tensor padded = rows.map(value -> Pad.zeros(value, List.of(before, 0), List.of(after, 0)));
    return total(List.of(padded)).getFirst();
  }

  private static boolean isPart() {
    return isActive() && ACTIVE.get().shard != null;
  }

  /** The counter of a draw: moved on to this device's samples where it has a part of the batch. */
  static Tensor counter(Tensor counter, Shape drawn) {
    return isPart() ? ACTIVE.get().counters.apply(ACTIVE.get().shard.offset(drawn)) : counter;
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
    requireKept(parameter);
    requireType(parameter, next);
    ACTIVE.get().updates.put(parameter, next);
  }

  /**
   * Registers a rule for parameters that no optimizer changes, by operations that heed the finite
   * flag themselves: they can work where the parameters lie, while the values of {@link
   * #update(Parameter, Tensor)} are copied. Rules for one parameter follow each other.
   *
   * @param watched what must be finite for the step to be, for example a batch's statistics
   * @throws IllegalStateException outside a training trace, or for a trainable parameter
   */
  public static void update(List<Parameter> parameters, List<Tensor> watched, Rule rule) {
    parameters.forEach(Trace::requireKept);
    ACTIVE.get().predicated.add(new Predicated(parameters, watched, rule));
  }

  private static void requireKept(Parameter parameter) {
    if (!isTraining() || parameter.trainable()) {
      throw new IllegalStateException(
          "[update] " + parameter + " changes only while training, and not by an optimizer too");
    }
  }

  private static void requireType(Parameter parameter, Tensor next) {
    if (!parameter.type().equals(next.type())) {
      throw new IllegalArgumentException(
          "[update] next value " + next.type() + " does not replace " + parameter);
    }
  }
}
