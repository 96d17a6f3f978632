package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of an exponential moving average: {@code average += (parameter − average)·(1 − decay)}.
 *
 * <p>Inputs: average and parameter of one type; finite, an f32 scalar: if it is 0 the average stays
 * as it was. Output: the average.
 *
 * @param decay weight of the old average, in [0, 1]
 */
public record EmaStep(double decay) implements Op {
  public static Value of(Value average, Value parameter, Value finite, double decay) {
    return Node.apply(new EmaStep(decay), average, parameter, finite);
  }

  @Override
  public String name() {
    return "ema_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 3);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    Rule.flag(this, inputs, 2);
    return List.of(inputs.get(0));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[3];
  }
}
