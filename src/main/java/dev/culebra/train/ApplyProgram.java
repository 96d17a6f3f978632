package dev.culebra.train;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Fill;
import dev.culebra.op.Greater;
import dev.culebra.op.Select;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The end of a step of several batches: the updates by the accumulated gradients, which become
 * zero.
 *
 * <p>Owns its feeds and results until {@link #close}. One thread.
 */
final class ApplyProgram implements AutoCloseable {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final Device device;
  private final TrainState state;
  private final Updates updates;
  private final Bound bound;

  ApplyProgram(StepRecipe recipe, TrainState state, Device device) {
    this.device = device;
    this.state = state;
    List<TrainState.Slot> slots = state.slots(recipe.step());
    List<Tensor> accumulated = slots.stream().map(slot -> Tensor.of(slot.accumulator())).toList();
    updates = new Updates(recipe, slots, accumulated, List.of());
    Map<Input, Value> next = new LinkedHashMap<>(updates.next);
    Value zero = Fill.of(TensorType.f32(), 0);
    Value emptied = Greater.of(updates.finite.value(), zero);
    for (TrainState.Slot slot : slots) {
      next.put(slot.accumulator(), Select.of(emptied, zero, slot.accumulator()));
    }
    List<Value> outputs = new ArrayList<>(List.of(updates.finite.value()));
    if (updates.norm != null) {
      outputs.add(updates.norm.value());
    }
    bound = Bound.of(device, device.plan(new Graph(outputs, next)), state::memory);
  }

  Bound bound() {
    return bound;
  }

  /** Applies the accumulated gradients with the optimizer's scalars. */
  void run(float[] rates) {
    updates.rates(bound, rates);
    bound.run();
  }

  /** Whether the accumulated gradients were finite; if not, nothing changed. */
  boolean isFinite() {
    return bound.output(0).get(FLOAT, 0) != 0;
  }

  /** Norm of the gradient before clipping; not a number without clipping. */
  float norm() {
    return updates.norm == null ? Float.NaN : bound.output(1).get(FLOAT, 0);
  }

  /** Names the first value of the last run that was not finite. */
  String describeNonFinite() {
    return NonFinite.describe(
        device,
        bound.plan().graph(),
        input -> input.kind() == Input.Kind.FEED ? bound.feed(input) : state.memory(input),
        _ -> false,
        new IdentityHashMap<>());
  }

  @Override
  public void close() {
    bound.close();
  }
}
