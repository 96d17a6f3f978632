package dev.culebra.train;

import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.AllFinite;
import dev.culebra.op.ClipScale;
import dev.culebra.op.ClipValues;
import dev.culebra.op.EmaStep;
import dev.culebra.op.GlobalNorm;
import dev.culebra.optim.Optimizer;
import dev.culebra.optim.ParameterGroup;
import dev.culebra.run.Bound;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What follows the gradients in a step's program: the finite flag, clipping, the optimizer's
 * updates and the averages, all of which the flag can hold back.
 */
final class Updates {
  /** The optimizer's scalars for each group of parameters, {@code f32[rateCount]}. */
  private final Map<ParameterGroup, Input> rates = new LinkedHashMap<>();

  private final Input[] feeds;

  /** Next values of parameters, moments and averages. */
  final Map<Input, Value> next = new LinkedHashMap<>();

  /** 1 if everything watched and every gradient is finite, else 0; {@code f32[]}. */
  final Tensor finite;

  /** Norm of all gradients before it is clipped; null without clipping by it. */
  final Tensor norm;

  /**
   * Records the updates.
   *
   * @param gradients one for each slot
   * @param watched more values that must be finite, for example the loss
   */
  Updates(
      StepRecipe recipe,
      List<TrainState.Slot> slots,
      List<Tensor> gradients,
      List<Tensor> watched) {
    TensorType scalars = TensorType.f32(recipe.rule().rateCount());
    recipe.groups().forEach(group -> rates.put(group, Input.feed("rates", scalars)));
    feeds = rates.values().toArray(Input[]::new);
    List<Tensor> clipped = clip(gradients, recipe.clipValue());
    norm = recipe.clip() > 0 ? Tensor.of(GlobalNorm.of(values(clipped))) : null;
    List<Tensor> all = new ArrayList<>(watched);
    all.addAll(gradients);
    if (norm != null) {
      all.add(norm);
    }
    finite = Tensor.of(AllFinite.of(values(all)));
    Tensor scale =
        norm == null
            ? finite
            : Tensor.of(ClipScale.of(norm.value(), finite.value(), recipe.clip()));
    rates.keySet().forEach(group -> update(recipe, slots, group, clipped, scale));
    if (recipe.ema() > 0) {
      average(slots, recipe.ema());
    }
  }

  /** Writes the scalars of all groups, one group after the other. */
  void rates(Bound bound, float[] values) {
    int count = values.length / feeds.length;
    for (int i = 0; i < feeds.length; i++) {
      MemorySegment feed = bound.feed(feeds[i]);
      MemorySegment.copy(values, i * count, feed, ValueLayout.JAVA_FLOAT, 0, count);
    }
  }

  /** Every element within ±limit; the finite flag watches the gradients before. */
  private static List<Tensor> clip(List<Tensor> gradients, double limit) {
    return limit == 0
        ? gradients
        : ClipValues.of(values(gradients), limit).stream().map(Tensor::of).toList();
  }

  static List<Value> values(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::value).toList();
  }

  /** Steps all parameters of a group at once. */
  private void update(
      StepRecipe recipe,
      List<TrainState.Slot> all,
      ParameterGroup group,
      List<Tensor> gradients,
      Tensor scale) {
    List<TrainState.Slot> slots = new ArrayList<>();
    List<Tensor> slopes = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      TrainState.Slot slot = all.get(i);
      if (recipe.step().group(slot.parameter()).equals(group)) {
        slots.add(slot);
        slopes.add(gradients.get(i));
      }
    }
    Optimizer rule = recipe.rule().withDecay(group.decay());
    List<List<Input>> states = new ArrayList<>();
    states.add(slots.stream().map(slot -> slot.parameter().state()).toList());
    for (int i = 0; i < rule.moments().size(); i++) {
      int moment = i;
      states.add(slots.stream().map(slot -> slot.moments().get(moment)).toList());
    }
    List<List<Tensor>> old =
        states.stream().map(kind -> kind.stream().map(Tensor::of).toList()).toList();
    List<List<Tensor>> updated =
        rule.update(
            old.getFirst(), slopes, old.subList(1, old.size()), Tensor.of(rates.get(group)), scale);
    for (int kind = 0; kind < states.size(); kind++) {
      for (int i = 0; i < slots.size(); i++) {
        next.put(states.get(kind).get(i), updated.get(kind).get(i).value());
      }
    }
  }

  private void average(List<TrainState.Slot> slots, double decay) {
    List<Input> averages = slots.stream().map(TrainState.Slot::average).toList();
    List<Value> parameters =
        slots.stream().map(slot -> next.get(slot.parameter().state())).toList();
    List<Value> nextAverages = EmaStep.of(averages, parameters, finite.value(), decay);
    for (int i = 0; i < averages.size(); i++) {
      next.put(averages.get(i), nextAverages.get(i));
    }
  }
}
