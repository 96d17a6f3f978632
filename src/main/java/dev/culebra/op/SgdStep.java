package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of gradient descent with PyTorch's momentum: {@code g += weightDecay·p; v = μ·v + g; p
 * −= lr·d} with {@code d = g + μ·v} for Nesterov's form and {@code d = v} otherwise. A velocity
 * that starts at zero gives PyTorch's first step.
 *
 * <p>Steps N tensors at once, N at least 1, each on its own. Inputs: N parameters, N gradients, N
 * velocities, all of a tensor of one type; rates {@code f32[1]} = {lr}; scale, an f32 scalar that
 * multiplies the gradients first: if it is 0 everything stays as it was. Outputs: N parameters, N
 * velocities. A velocity below the least normal number is 0 instead: processors are slow on less.
 *
 * @param momentum μ; 0 for none
 * @param nesterov whether to look ahead
 * @param weightDecay L2 coefficient
 */
public record SgdStep(double momentum, boolean nesterov, double weightDecay) implements Op {
  @Override
  public String name() {
    return "sgd_step";
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
