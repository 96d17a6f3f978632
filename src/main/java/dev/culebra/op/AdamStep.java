package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of Adam (Kingma and Ba 2014) in PyTorch's form, for one parameter. With g the gradient,
 * t the number of the step and all arithmetic by element:
 *
 * <pre>
 * p *= 1 − lr·weightDecay        (decoupled: AdamW, Loshchilov and Hutter 2017)
 * g += weightDecay·p             (otherwise: L2)
 * m += (g − m)·(1 − β1)
 * v  = β2·v + (1 − β2)·g²
 * p −= lr/(1−β1ᵗ) · m / (√v / √(1−β2ᵗ) + ε)
 * </pre>
 *
 * <p>Inputs: parameter, gradient, first and second moment, all of one type; rates {@code f32[3]} =
 * {lr, lr/(1−β1ᵗ), √(1−β2ᵗ)}; finite, an f32 scalar: if it is 0 everything stays as it was.
 * Outputs: parameter, first and second moment.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay L2 coefficient, or the decay rate if decoupled
 * @param decoupled whether the decay bypasses the moments
 */
public record AdamStep(
    double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
    implements Op {
  /** Records the step; its outputs are the parameter, the first and the second moment. */
  public static Node of(
      AdamStep rule,
      Value parameter,
      Value gradient,
      Value firstMoment,
      Value secondMoment,
      Value rates,
      Value finite) {
    return Node.record(rule, parameter, gradient, firstMoment, secondMoment, rates, finite);
  }

  @Override
  public String name() {
    return "adam_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 6);
    Rule.floating(this, inputs, 0);
    for (int i = 1; i <= 3; i++) {
      Rule.sameType(this, inputs, 0, i);
    }
    Rule.rates(this, inputs, 4, 3);
    Rule.flag(this, inputs, 5);
    return List.of(inputs.get(0), inputs.get(2), inputs.get(3));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[6];
  }
}
