package dev.culebra.train;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.model.Losses;
import dev.culebra.model.Step;
import dev.culebra.model.StepFeeds;
import dev.culebra.op.AllFinite;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A training step recorded for one batch size: losses, gradients, and either the updates or, where
 * a step has several batches, the addition of the weighted gradients to those accumulated; and the
 * next values of what layers keep, such as running statistics, which follow every batch. Write the
 * feeds by {@link #run}, read the losses; a replay allocates nothing.
 *
 * <p>Owns its feeds and results until {@link #close}. One thread.
 */
final class StepProgram implements AutoCloseable {
  /** What the total is called. */
  static final String LOSS = "loss";

  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final Device device;
  private final List<TrainState.Slot> slots;
  private final Function<Input, MemorySegment> memory;
  private final Shape batch;
  private final StepFeeds feeds;
  private final Input weight = Input.feed("weight", TensorType.f32());
  private final Map<Value, List<String>> gradients = new IdentityHashMap<>();
  private final List<String> names = new ArrayList<>(List.of(LOSS));
  private final Updates updates;
  private final Bound bound;
  private final int finiteOutput;
  private final StepFeeds.Scalar[] scalars;
  private final MemorySegment[] scalarFeeds;

  StepProgram(StepRecipe recipe, TrainState state, Device device, Shape batch) {
    this.device = device;
    this.batch = batch;
    TensorType samples = new TensorType(recipe.dtype(), batch);
    feeds = new StepFeeds(samples, recipe.isLabelled(), recipe.draws());
    slots = state.slots(recipe.step());
    memory = state::memory;
    List<Value> outputs = new ArrayList<>();
    Trace.Recorded<Losses> recorded = Trace.training(() -> recipe.step().objective().apply(feeds));
    Losses losses = recorded.result();
    Tensor loss = losses.total().meanAll();
    outputs.add(loss.value());
    losses
        .terms()
        .forEach(
            (name, term) -> {
              names.add(name);
              outputs.add(term.meanAll().value());
            });
    List<Tensor> found = gradients(losses, recipe.step());
    List<Tensor> watched = new ArrayList<>(List.of(loss));
    watched.addAll(recorded.watched());
    finiteOutput = outputs.size();
    Map<Input, Value> next;
    if (recipe.accumulates()) {
      updates = null;
      List<Value> all = new ArrayList<>(Updates.values(watched));
      all.addAll(Updates.values(found));
      Value finite = AllFinite.of(all);
      outputs.add(finite);
      next = accumulation(found);
      recorded.next(Tensor.of(finite)).forEach((p, value) -> next.put(p.state(), value.value()));
    } else {
      updates = new Updates(recipe, slots, found, watched);
      outputs.add(updates.finite.value());
      if (updates.norm != null) {
        outputs.add(updates.norm.value());
      }
      next = updates.next;
      recorded.next(updates.finite).forEach((p, value) -> next.put(p.state(), value.value()));
    }
    bound = Bound.of(device, device.plan(new Graph(outputs, next)), memory);
    scalars =
        feeds.scalars().stream()
            .filter(scalar -> bound.reads(scalar.feed()))
            .toArray(StepFeeds.Scalar[]::new);
    scalarFeeds = new MemorySegment[scalars.length];
    for (int i = 0; i < scalars.length; i++) {
      scalarFeeds[i] = bound.feed(scalars[i].feed());
    }
  }

  /** Each goal's gradients, in the order of the step's parameters. */
  private List<Tensor> gradients(Losses losses, Step step) {
    List<Tensor> all = new ArrayList<>();
    for (Step.Goal goal : step.goals()) {
      List<Parameter> parameters = goal.parameters();
      List<Tensor> found =
          Tensor.gradients(
              goal.of(losses).meanAll(),
              parameters.stream().map(p -> Tensor.of(p.state())).toList());
      for (int i = 0; i < found.size(); i++) {
        gradients
            .computeIfAbsent(found.get(i).value(), _ -> new ArrayList<>())
            .add(parameters.get(i).name());
      }
      all.addAll(found);
    }
    return all;
  }

  private Map<Input, Value> accumulation(List<Tensor> found) {
    Map<Input, Value> next = new LinkedHashMap<>();
    for (int i = 0; i < found.size(); i++) {
      Input accumulator = slots.get(i).accumulator();
      Tensor weighted = found.get(i).multiply(Tensor.of(weight));
      next.put(accumulator, Tensor.of(accumulator).add(weighted).value());
    }
    return next;
  }

  /** Shape of the batch. */
  Shape batch() {
    return batch;
  }

  /** {@code loss}, then the terms. */
  List<String> names() {
    return names;
  }

  Bound bound() {
    return bound;
  }

  /** Parameters' names by their gradients, which several may share: two biases that are added. */
  Map<Value, List<String>> gradients() {
    return gradients;
  }

  /**
   * Writes the samples, the labels if there are any, and the random counter {seed, draw, 0}.
   *
   * @param labels null if there are none
   */
  void feed(MemorySegment samples, MemorySegment labels, long seed, long draw) {
    if (bound.reads(feeds.samplesFeed())) {
      bound.feed(feeds.samplesFeed()).copyFrom(samples);
    }
    if (feeds.labelsFeed() != null && bound.reads(feeds.labelsFeed())) {
      bound.feed(feeds.labelsFeed()).copyFrom(labels);
    }
    if (bound.reads(feeds.counterFeed())) {
      MemorySegment counter = bound.feed(feeds.counterFeed());
      counter.setAtIndex(ValueLayout.JAVA_LONG, 0, seed);
      counter.setAtIndex(ValueLayout.JAVA_LONG, 1, draw);
    }
  }

  /** Writes the scheduled scalars of a step, counted from 0. */
  void schedule(long step, long steps) {
    for (int i = 0; i < scalars.length; i++) {
      scalarFeeds[i].set(FLOAT, 0, (float) scalars[i].schedule().at(step, steps));
    }
  }

  /** Writes the optimizer's scalars; only where a step has one batch. */
  void rates(float[] rates) {
    updates.rates(bound, rates);
  }

  /** Writes the weight of this batch among those of its step. */
  void weight(float share) {
    bound.feed(weight).set(FLOAT, 0, share);
  }

  void run() {
    bound.run();
  }

  /** Mean per sample of the loss (0) or a term. */
  float value(int index) {
    return bound.output(index).get(FLOAT, 0);
  }

  /** Whether loss and gradients were finite; if not, nothing but accumulated gradients changed. */
  boolean isFinite() {
    return bound.output(finiteOutput).get(FLOAT, 0) != 0;
  }

  /** Norm of the gradient before clipping; not a number if this program does not clip. */
  float norm() {
    return updates == null || updates.norm == null
        ? Float.NaN
        : bound.output(finiteOutput + 1).get(FLOAT, 0);
  }

  /** Names the first value of the last run that was not finite. */
  String describeNonFinite() {
    return NonFinite.describe(
        device,
        bound.plan().graph(),
        input -> input.kind() == Input.Kind.FEED ? bound.feed(input) : memory.apply(input),
        input -> slots.stream().anyMatch(slot -> slot.accumulator() == input),
        gradients);
  }

  @Override
  public void close() {
    bound.close();
  }
}
