package dev.culebra.train;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Fill;
import dev.culebra.op.Greater;
import dev.culebra.op.Select;
import dev.culebra.plan.Plan;
import dev.culebra.run.Bound;
import dev.culebra.run.DeviceGroup;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The end of a step of several batches, the same on every device: the updates by the accumulated
 * gradients, which become zero.
 *
 * <p>Owns its feeds and results until {@link #close}. One thread.
 */
final class ApplyProgram implements AutoCloseable {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final DeviceGroup devices;
  private final TrainState state;
  private final Updates updates;
  private final List<Bound> bounds;

  ApplyProgram(StepRecipe recipe, TrainState state, DeviceGroup devices) {
    this.devices = devices;
    this.state = state;
    List<TrainState.Slot> slots = state.slots(recipe.step());
    List<Tensor> accumulated = slots.stream().map(slot -> Tensor.of(slot.accumulator())).toList();
    updates = new Updates(recipe, slots, accumulated, state.watched());
    Map<Input, Value> next = new LinkedHashMap<>(updates.next);
    Value zero = Fill.of(TensorType.f32(), 0);
    Value emptied = Greater.of(updates.finite.value(), zero);
    for (TrainState.Slot slot : slots) {
      next.put(slot.accumulator(), Select.of(emptied, zero, slot.accumulator()));
    }
    state.tell(next, updates.finite);
    List<Value> outputs = new ArrayList<>(List.of(updates.finite.value()));
    if (updates.norm != null) {
      outputs.add(updates.norm.value());
    }
    List<Plan> plans = devices.plan(new Graph(outputs, next));
    bounds = devices.bind(plans, state::memory, state.goesAhead());
  }

  /** What the first device runs. */
  Bound bound() {
    return bounds.getFirst();
  }

  /** Puts on its way: applies the accumulated gradients with the optimizer's scalars. */
  void begin(float[] rates) {
    for (int rank = 0; rank < bounds.size(); rank++) {
      updates.rates(bounds.get(rank), rates);
    }
    devices.begin(bounds);
  }

  /** Waits for the earliest run under way. */
  void finish() {
    devices.finish(bounds);
  }

  /** Whether the accumulated gradients were finite; if not, nothing changed. */
  boolean isFinite() {
    return bound().output(0).get(FLOAT, 0) != 0;
  }

  /** Norm of the gradient before clipping; not a number without clipping. */
  float norm() {
    return updates.norm == null ? Float.NaN : bound().output(1).get(FLOAT, 0);
  }

  /** Names the first value of the run waited for last that was not finite. */
  String describeNonFinite() {
    devices.await();
    devices.downloadStates();
    state.forgetFailure();
    return NonFinite.describe(
        devices.first(),
        bound().plan().graph(),
        input -> input.kind() == Input.Kind.FEED ? bound().fed(input) : state.memory(input),
        new IdentityHashMap<>());
  }

  @Override
  public void close() {
    bounds.forEach(Bound::close);
  }
}
