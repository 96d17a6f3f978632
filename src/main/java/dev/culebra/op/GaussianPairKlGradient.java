package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Op;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Gradient of {@link GaussianPairKl}, in its letters with d = m − n: {@code g·d·e^−k} and {@code
 * ½·g·(e^(l−k) − 1)}; for the other one {@code −g·d·e^−k} and {@code ½·g·(1 − e^(l−k) − d²·e^−k)}.
 * Inputs: m, l, n, k {@code [N,…]}, the divergence {@code [N]} and its gradient g {@code [N]}.
 */
public record GaussianPairKlGradient() implements GradientOp {
  @Override
  public String name() {
    return "gaussian_pair_kl_gradient";
  }

  @Override
  public Op forward() {
    return new GaussianPairKl();
  }

  @Override
  public int forwardInputs() {
    return 4;
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
    Rule.arity(this, inputs, 6);
    TensorType sample = Rule.forward(this, forward(), inputs.subList(0, 4), inputs).get(0);
    Rule.require(inputs.get(4).equals(sample), this, "the divergence must be " + sample, inputs);
    Rule.sameType(this, inputs, 4, 5);
    return inputs.subList(0, 4);
  }
}
