package dev.culebra.train;

import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.AllFinite;
import dev.culebra.op.Clip;
import dev.culebra.op.ClipScale;
import dev.culebra.op.EmaStep;
import dev.culebra.op.Fill;
import dev.culebra.op.GlobalNorm;
import dev.culebra.op.Greater;
import dev.culebra.op.Select;
import dev.culebra.optim.Optimizer;
import dev.culebra.optim.ParameterGroup;
import dev.culebra.run.Bound;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Parameter;
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
    Tensor scale = norm == null ? null : Tensor.of(ClipScale.of(norm.value(), recipe.clip()));
    for (int i = 0; i < clipped.size(); i++) {
      Tensor gradient = clipped.get(i);
      update(recipe, slots.get(i), scale == null ? gradient : gradient.multiply(scale));
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
        : gradients.stream().map(g -> Tensor.of(Clip.of(g.value(), -limit, limit))).toList();
  }

  /** What layers keep, and their next values where the flag lets them. */
  static Map<Input, Value> kept(Map<Parameter, Tensor> registered, Value finite) {
    Map<Input, Value> next = new LinkedHashMap<>();
    Value taken = Greater.of(finite, Fill.of(TensorType.f32(), 0));
    registered.forEach(
        (parameter, value) ->
            next.put(parameter.state(), Select.of(taken, value.value(), parameter.state())));
    return next;
  }

  static List<Value> values(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::value).toList();
  }

  private void update(StepRecipe recipe, TrainState.Slot slot, Tensor gradient) {
    Input parameter = slot.parameter().state();
    List<Tensor> moments = slot.moments().stream().map(Tensor::of).toList();
    ParameterGroup group = recipe.step().group(slot.parameter());
    Tensor scalars = Tensor.of(rates.get(group));
    Optimizer rule = recipe.rule().withDecay(group.decay());
    List<Tensor> updated = rule.update(Tensor.of(parameter), gradient, moments, scalars, finite);
    next.put(parameter, updated.get(0).value());
    for (int i = 0; i < moments.size(); i++) {
      next.put(slot.moments().get(i), updated.get(i + 1).value());
    }
    if (slot.average() != null) {
      Value average =
          EmaStep.of(slot.average(), updated.get(0).value(), finite.value(), recipe.ema());
      next.put(slot.average(), average);
    }
  }
}
