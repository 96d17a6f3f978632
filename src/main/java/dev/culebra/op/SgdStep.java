package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of gradient descent with PyTorch's momentum, for one parameter: {@code g +=
 * weightDecay·p; v = μ·v + g; p −= lr·d} with {@code d = g + μ·v} for Nesterov's form and {@code d
 * = v} otherwise. A velocity that starts at zero gives PyTorch's first step.
 *
 * <p>Inputs: parameter, gradient, velocity, all of one type; rates {@code f32[1]} = {lr}; finite,
 * an f32 scalar: if it is 0 everything stays as it was. Outputs: parameter, velocity.
 *
 * @param momentum μ; 0 for none
 * @param nesterov whether to look ahead
 * @param weightDecay L2 coefficient
 */
public record SgdStep(double momentum, boolean nesterov, double weightDecay) implements Op {
  /** Records the step; its outputs are the parameter and the velocity. */
  public static Node of(
      SgdStep rule, Value parameter, Value gradient, Value velocity, Value rates, Value finite) {
    return Node.record(rule, parameter, gradient, velocity, rates, finite);
  }

  @Override
  public String name() {
    return "sgd_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 5);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    Rule.sameType(this, inputs, 0, 2);
    Rule.rates(this, inputs, 3, 1);
    Rule.flag(this, inputs, 4);
    return List.of(inputs.get(0), inputs.get(2));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[5];
  }
}
