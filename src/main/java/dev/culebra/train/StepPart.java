package dev.culebra.train;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.model.Losses;
import dev.culebra.model.Step;
import dev.culebra.model.StepFeeds;
import dev.culebra.op.AllFinite;
import dev.culebra.plan.Plan;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Shard;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training step recorded for one device and its part of a batch: losses, gradients, and either
 * the updates or, where a step has several batches, the addition of the weighted gradients to those
 * accumulated; and the next values of what layers keep, such as running statistics, which follow
 * every batch. Losses, gradients and what layers keep are the whole batch's on every device: each
 * adds its own by the share that it has. Of several batches a step, gradients stay the device's own
 * until the last, which adds up what was accumulated.
 *
 * <p>One thread; runs by what {@link #bind} is given.
 */
final class StepPart {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final Device device;
  private final List<TrainState.Slot> slots;
  private final TrainState state;
  private final Shard shard;
  private final StepFeeds feeds;
  private final Input weight = Input.feed("weight", TensorType.f32());
  private final Map<Value, List<String>> gradients = new IdentityHashMap<>();
  private final List<String> names = new ArrayList<>(List.of(StepProgram.LOSS));
  private final Updates updates;
  private final Plan plan;
  private final int finiteOutput;
  private Bound bound;
  private StepFeeds.Scalar[] scalars;

  /** Feeds of the random counter, and their offsets. */
  private Input[] counters;

  private long[] offsets;

  /**
   * Records and plans a part.
   *
   * @param batch the shape of the whole batch
   * @param shard which of its samples
   * @param isLast whether the step ends with the batch
   */
  StepPart(
      StepRecipe recipe,
      TrainState state,
      Device device,
      Shape batch,
      Shard shard,
      boolean isLast) {
    this.device = device;
    this.shard = shard;
    TensorType samples = new TensorType(recipe.dtype(), batch.with(0, shard.count()));
    feeds = new StepFeeds(samples, recipe.isLabelled(), recipe.draws());
    slots = state.slots(recipe.step());
    this.state = state;
    Trace.Recorded<Losses> recorded =
        Trace.training(shard, feeds::counter, () -> recipe.step().objective().apply(feeds));
    Losses losses = recorded.result();
    List<Tensor> means = new ArrayList<>(List.of(share(losses.total().meanAll())));
    losses
        .terms()
        .forEach(
            (name, term) -> {
              names.add(name);
              means.add(share(term.meanAll()));
            });
    // Where devices add gradients up, their backward pass comes behind the sums of the losses,
    // which take place meanwhile. Where they do not, one sum tells whether all are finite.
    boolean staysOwn = !shard.isWhole() && recipe.accumulates() && !isLast;
    List<Tensor> own = staysOwn ? gradients(losses, recipe.step()) : List.of();
    WholeBatch whole = WholeBatch.of(shard, means, recorded, own);
    List<Value> outputs = new ArrayList<>(Updates.values(whole.means()));
    List<Tensor> found = staysOwn ? own : gradients(losses, recipe.step());
    List<Tensor> steps = recipe.accumulates() ? accumulated(found) : found;
    if (!shard.isWhole() && !staysOwn) {
      steps = Buckets.sums(steps, recipe.bucketBytes());
    }
    List<Tensor> watched = new ArrayList<>(List.of(whole.means().getFirst()));
    watched.addAll(whole.watched());
    watched.addAll(state.watched());
    finiteOutput = outputs.size();
    Tensor finite;
    Map<Input, Value> next;
    if (recipe.accumulates()) {
      updates = null;
      if (!staysOwn) {
        watched.addAll(shard.isWhole() ? found : steps);
      }
      finite = Tensor.of(AllFinite.of(Updates.values(watched)));
      outputs.add(finite.value());
      next = new LinkedHashMap<>();
      for (int i = 0; i < steps.size(); i++) {
        next.put(slots.get(i).accumulator(), steps.get(i).value());
      }
    } else {
      updates = new Updates(recipe, slots, steps, watched);
      finite = updates.finite;
      outputs.add(finite.value());
      if (updates.norm != null) {
        outputs.add(updates.norm.value());
      }
      next = updates.next;
    }
    whole.kept().next(finite).forEach((p, value) -> next.put(p.state(), value.value()));
    state.tell(next, finite);
    plan = device.plan(new Graph(outputs, next));
  }

  /** A mean over this device's samples as its part of the mean over the batch. */
  private Tensor share(Tensor mean) {
    return shard.isWhole() ? mean : mean.affine(shard.share(), 0);
  }

  Plan plan() {
    return plan;
  }

  /** Runs by this from now on, which stays its owner's. */
  void bind(Bound bound) {
    this.bound = bound;
    scalars =
        feeds.scalars().stream()
            .filter(scalar -> bound.reads(scalar.feed()))
            .toArray(StepFeeds.Scalar[]::new);
    List<Map.Entry<Long, Input>> read =
        feeds.counterFeeds().entrySet().stream()
            .filter(counter -> bound.reads(counter.getValue()))
            .toList();
    offsets = read.stream().mapToLong(Map.Entry::getKey).toArray();
    counters = read.stream().map(Map.Entry::getValue).toArray(Input[]::new);
  }

  /** Each goal's gradients, in the order of the step's parameters. */
  private List<Tensor> gradients(Losses losses, Step step) {
    List<Tensor> all = new ArrayList<>();
    for (Step.Goal goal : step.goals()) {
      List<Parameter> parameters = goal.parameters();
      List<Tensor> found =
          Tensor.gradients(
              share(goal.of(losses).meanAll()),
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

  /** The gradients with those of the batches before, made in the order of the backward pass. */
  private List<Tensor> accumulated(List<Tensor> found) {
    Tensor[] sums = new Tensor[found.size()];
    for (int i : Buckets.order(found)) {
      Tensor weighted = found.get(i).multiply(Tensor.of(weight));
      sums[i] = Tensor.of(slots.get(i).accumulator()).add(weighted);
    }
    return List.of(sums);
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
   * Writes this part of the samples, and of the labels if there are any, and the random counters
   * {seed, draw, offset}.
   *
   * @param samples of the whole batch
   * @param labels of the whole batch; null if there are none
   */
  void feed(MemorySegment samples, MemorySegment labels, long seed, long draw) {
    feed(feeds.samplesFeed(), samples);
    if (feeds.labelsFeed() != null) {
      feed(feeds.labelsFeed(), labels);
    }
    for (int i = 0; i < offsets.length; i++) {
      MemorySegment counter = bound.feed(counters[i]);
      counter.setAtIndex(ValueLayout.JAVA_LONG, 0, seed);
      counter.setAtIndex(ValueLayout.JAVA_LONG, 1, draw);
      counter.setAtIndex(ValueLayout.JAVA_LONG, 2, offsets[i]);
    }
  }

  private void feed(Input input, MemorySegment batch) {
    if (bound.reads(input)) {
      MemorySegment feed = bound.feed(input);
      long sample = feed.byteSize() / shard.count();
      MemorySegment.copy(batch, shard.first() * sample, feed, 0, feed.byteSize());
    }
  }

  /** Writes the scheduled scalars of a step, counted from 0. */
  void schedule(long step, long steps) {
    for (int i = 0; i < scalars.length; i++) {
      float value = (float) scalars[i].schedule().at(step, steps);
      bound.feed(scalars[i].feed()).set(FLOAT, 0, value);
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

  /**
   * Names the first value of the run waited for last that was not finite; no run may be under way.
   */
  String describeNonFinite() {
    device.downloadStates();
    state.forgetFailure();
    // What was added to before may be what another batch, or another device, has spoiled.
    state.forgetAccumulated();
    return NonFinite.describe(
        device,
        bound.plan().graph(),
        input -> input.kind() == Input.Kind.FEED ? bound.fed(input) : state.memory(input),
        gradients);
  }
}
