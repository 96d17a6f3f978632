package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Gradient of {@link GaussianKl}: {@code g·mean} and {@code ½·g·(e^logVariance − 1)}. Inputs: mean,
 * logVariance {@code [N,…]}, the divergence {@code [N]} and its gradient g {@code [N]}.
 */
public record GaussianKlGradient() implements GradientOp, SampleLossGradient {
  @Override
  public String name() {
    return "gaussian_kl_gradient";
  }

  @Override
  public Op forward() {
    return new GaussianKl();
  }

  @Override
  public Op loss() {
    return forward();
  }

  @Override
  public int forwardInputs() {
    return 2;
  }

  @Override
  public int forwardOutputs() {
    return 1;
  }

  @Override
  public int seeds() {
    return 1;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 4);
    TensorType sample = Rule.forward(this, forward(), inputs.subList(0, 2), inputs).get(0);
    Rule.require(inputs.get(2).equals(sample), this, "the divergence must be " + sample, inputs);
    Rule.sameType(this, inputs, 2, 3);
    return inputs.subList(0, 2);
  }
}
