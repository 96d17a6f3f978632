package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of an exponential moving average: {@code average += (parameter − average)·(1 − decay)}.
 *
 * <p>Steps N tensors at once, N at least 1, each on its own. Inputs: N averages, N parameters,
 * those of a tensor of one type; finite, an f32 scalar: if it is 0 the averages stay as they were.
 * Outputs: N averages.
 *
 * @param decay weight of the old average, in [0, 1]
 */
public record EmaStep(double decay) implements Op {
  /** The next averages. */
  public static List<Value> of(
      List<? extends Value> averages,
      List<? extends Value> parameters,
      Value finite,
      double decay) {
    List<Value> inputs = new ArrayList<>(averages);
    inputs.addAll(parameters);
    inputs.add(finite);
    return List.copyOf(Node.record(new EmaStep(decay), inputs.toArray(Value[]::new)).outputs());
  }

  @Override
  public String name() {
    return "ema_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    int averages = Rule.tensors(this, inputs, 2, 1);
    Rule.flag(this, inputs, inputs.size() - 1);
    return inputs.subList(0, averages);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
