package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of Adagrad (Duchi, Hazan and Singer 2011) in PyTorch's form, for one parameter: {@code g
 * += weightDecay·p; s += g²; p −= rate·g/(√s + ε)}.
 *
 * <p>Inputs: parameter, gradient, sum of squares s, all of one type; rates {@code f32[1]} = {rate};
 * finite, an f32 scalar: if it is 0 everything stays as it was. Outputs: parameter, sum of squares.
 *
 * @param epsilon added to the root of the sum
 * @param weightDecay L2 coefficient
 */
public record AdagradStep(double epsilon, double weightDecay) implements Op {
  @Override
  public String name() {
    return "adagrad_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Rule.update(this, inputs, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[5];
  }
}
