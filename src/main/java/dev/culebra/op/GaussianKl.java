package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Divergence of N(mean, e^logVariance) from the standard normal, summed over all axes but the
 * first: {@code Σ ½·(e^logVariance − 1 − logVariance + mean²)} (Kingma and Welling 2013, appendix
 * B).
 *
 * <p>Inputs: mean and logVariance {@code [N,…]} of one type. Output: {@code [N]}, in nats.
 */
public record GaussianKl() implements Op {
  public static Value of(Value mean, Value logVariance) {
    return Node.apply(new GaussianKl(), mean, logVariance);
  }

  @Override
  public String name() {
    return "gaussian_kl";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    return List.of(Rule.perSample(this, inputs, 0));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Node node =
        Node.record(
            new GaussianKlGradient(),
            backward.input(0),
            backward.input(1),
            backward.output(0),
            backward.gradient());
    return new Value[] {node.output(0), node.output(1)};
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value mean = inputs.get(0);
    Value logVariance = inputs.get(1);
    Value excess = Affine.shift(Subtract.of(Exp.of(logVariance), logVariance), -1);
    Value terms = Affine.scale(Add.of(excess, Square.of(mean)), 0.5);
    return List.of(Sum.perSample(terms));
  }
}
