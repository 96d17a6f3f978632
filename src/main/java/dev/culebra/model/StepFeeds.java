package dev.culebra.model;

import dev.culebra.files.UserError;
import dev.culebra.ir.Input;
import dev.culebra.optim.Schedule;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What an objective is given while its program is recorded, as feeds of the program: whoever runs
 * it writes the samples, the labels, the random counter and the value of each scheduled scalar
 * before every run.
 */
public final class StepFeeds implements StepInput {
  /**
   * A scheduled scalar of the program.
   *
   * @param name for example {@code kl_weight}
   * @param schedule its value at each step
   * @param feed {@code f32[]}
   */
  public record Scalar(String name, Schedule schedule, Input feed) {}

  private final Input samples;
  private final Input labels;
  private final Map<Long, Input> counters = new LinkedHashMap<>();
  private final List<Scalar> scalars = new ArrayList<>();
  private final Rng rng;

  /**
   * @param batch type of the samples, for example {@code f32[N,H,W,C]}
   * @param isLabelled whether there are labels
   */
  public StepFeeds(TensorType batch, boolean isLabelled) {
    this(batch, isLabelled, Rng::new);
  }

  /**
   * @param draws makes the random draws from the counter; tests give known noise here
   */
  public StepFeeds(TensorType batch, boolean isLabelled, Function<Tensor, Rng> draws) {
    samples = Input.feed("samples", batch);
    labels =
        isLabelled ? Input.feed("labels", TensorType.of(DType.I32, batch.shape().size(0))) : null;
    rng = draws.apply(counter(0));
  }

  @Override
  public Tensor samples() {
    return Tensor.of(samples);
  }

  @Override
  public Tensor labels() {
    if (labels == null) {
      throw new UserError(
          "the data have no labels, and the model learns from them; give labelled data, for example"
              + " --data mnist");
    }
    return Tensor.of(labels);
  }

  @Override
  public Rng rng() {
    return rng;
  }

  /** Asking twice for one name gives the same scalar. */
  @Override
  public Tensor scalar(String name, Schedule schedule) {
    for (Scalar scalar : scalars) {
      if (scalar.name().equals(name)) {
        return Tensor.of(scalar.feed());
      }
    }
    Scalar scalar = new Scalar(name, schedule, Input.feed(name, TensorType.f32()));
    scalars.add(scalar);
    return Tensor.of(scalar.feed());
  }

  /** The feed of the samples. */
  public Input samplesFeed() {
    return samples;
  }

  /** The feed of the labels, {@code i32[N]}; null if there are none. */
  public Input labelsFeed() {
    return labels;
  }

  /** The random counter, {@code i64[3]} = {seed, step, offset}, with an offset. */
  public Tensor counter(long offset) {
    return Tensor.of(counters.computeIfAbsent(offset, _ -> Input.feed("counter", Rng.COUNTER)));
  }

  /** The feed of the random counter with offset 0. */
  public Input counterFeed() {
    return counters.get(0L);
  }

  /** The feeds of all random counters asked for so far, by their offsets. */
  public Map<Long, Input> counterFeeds() {
    return Collections.unmodifiableMap(counters);
  }

  /** The scalars asked for so far. */
  public List<Scalar> scalars() {
    return List.copyOf(scalars);
  }
}
