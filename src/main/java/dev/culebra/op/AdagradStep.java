package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of Adagrad (Duchi, Hazan and Singer 2011) in PyTorch's form: {@code g += weightDecay·p;
 * s += g²; p −= rate·g/(√s + ε)}.
 *
 * <p>Steps N tensors at once, N at least 1, each on its own. Inputs: N parameters, N gradients, N
 * sums of squares s, all of a tensor of one type; rates {@code f32[1]} = {rate}; scale, an f32
 * scalar that multiplies the gradients first: if it is 0 everything stays as it was. Outputs: N
 * parameters, N sums of squares. A sum below the least normal number is 0 instead: processors are
 * slow on less.
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
    return Rule.step(this, inputs, 1, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
