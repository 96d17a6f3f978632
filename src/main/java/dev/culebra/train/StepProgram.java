package dev.culebra.train;

import dev.culebra.ir.Value;
import dev.culebra.plan.Plan;
import dev.culebra.run.Bound;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Shard;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A training step for one shape of batch, on one device or, in parts, on several. Write the feeds,
 * {@link #begin} and {@link #finish}, read the losses; on the CPU a replay allocates nothing.
 *
 * <p>Owns its feeds and results until {@link #close}. One thread.
 */
final class StepProgram implements AutoCloseable {
  /** What the total is called. */
  static final String LOSS = "loss";

  private final DeviceGroup devices;
  private final Shape batch;
  private final boolean isLast;
  private final StepPart[] parts;
  private final List<Bound> bounds;

  /**
   * @param isLast whether a step ends with the batch
   */
  StepProgram(
      StepRecipe recipe, TrainState state, DeviceGroup devices, Shape batch, boolean isLast) {
    this.devices = devices;
    this.batch = batch;
    this.isLast = isLast;
    parts = new StepPart[devices.count()];
    for (int rank = 0; rank < parts.length; rank++) {
      Shard shard = Shard.of(rank, parts.length, batch.size(0));
      parts[rank] = new StepPart(recipe, state, devices.get(rank), batch, shard, isLast);
    }
    List<Plan> plans = List.of(parts).stream().map(StepPart::plan).toList();
    bounds = devices.bind(plans, state::memory, state.goesAhead());
    for (int rank = 0; rank < parts.length; rank++) {
      parts[rank].bind(bounds.get(rank));
    }
  }

  /** Shape of the batch. */
  Shape batch() {
    return batch;
  }

  /** Whether a step ends with the batch. */
  boolean isLast() {
    return isLast;
  }

  /** {@code loss}, then the terms. */
  List<String> names() {
    return parts[0].names();
  }

  /** What the first device runs. */
  Bound bound() {
    return bounds.getFirst();
  }

  /**
   * Parameters' names by their gradients on the first device, which several may share: two biases
   * that are added.
   */
  Map<Value, List<String>> gradients() {
    return parts[0].gradients();
  }

  /**
   * Writes the samples, the labels if there are any, and the random counters.
   *
   * @param labels null if there are none
   */
  void feed(MemorySegment samples, MemorySegment labels, long seed, long draw) {
    for (StepPart part : parts) {
      part.feed(samples, labels, seed, draw);
    }
  }

  /** Writes the scheduled scalars of a step, counted from 0. */
  void schedule(long step, long steps) {
    for (StepPart part : parts) {
      part.schedule(step, steps);
    }
  }

  /** Writes the optimizer's scalars; only where a step has one batch. */
  void rates(float[] rates) {
    for (StepPart part : parts) {
      part.rates(rates);
    }
  }

  /** Writes the weight of this batch among those of its step. */
  void weight(float share) {
    for (StepPart part : parts) {
      part.weight(share);
    }
  }

  /** Puts a run on its way; the next is fed elsewhere. */
  void begin() {
    devices.begin(bounds);
  }

  /** Waits for the earliest run under way, which everything below is of. */
  void finish() {
    devices.finish(bounds);
  }

  /** Mean per sample of the loss (0) or a term. */
  float value(int index) {
    return parts[0].value(index);
  }

  /** Whether loss and gradients were finite; if not, nothing but accumulated gradients changed. */
  boolean isFinite() {
    return parts[0].isFinite();
  }

  /** Norm of the gradient before clipping; not a number if this program does not clip. */
  float norm() {
    return parts[0].norm();
  }

  /** Names the first value of the run that was not finite. */
  String describeNonFinite() {
    devices.await();
    List<String> found = new ArrayList<>();
    for (StepPart part : parts) {
      found.add(part.describeNonFinite());
    }
    return found.stream()
        .filter(text -> !text.equals(NonFinite.NOTHING))
        .findFirst()
        .orElse(NonFinite.NOTHING);
  }

  @Override
  public void close() {
    bounds.forEach(Bound::close);
  }
}
