package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Divergence of N(m, e^l) from N(n, e^k), both diagonal, summed over all axes but the first: {@code
 * Σ ½·(e^(l−k) − 1 − (l−k) + (m−n)²·e^−k)}.
 *
 * <p>Inputs: mean m and log variance l, then mean n and log variance k of the other, {@code [N,…]}
 * of one type. Output: {@code [N]}, in nats.
 */
public record GaussianPairKl() implements Op {
  public static Value of(Value mean, Value logVariance, Value otherMean, Value otherLogVariance) {
    return Node.apply(new GaussianPairKl(), mean, logVariance, otherMean, otherLogVariance);
  }

  @Override
  public String name() {
    return "gaussian_pair_kl";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 4);
    Rule.floating(this, inputs, 0);
    for (int i = 1; i < 4; i++) {
      Rule.sameType(this, inputs, 0, i);
    }
    return List.of(Rule.perSample(this, inputs, 0));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Node node =
        Node.record(
            new GaussianPairKlGradient(),
            backward.input(0),
            backward.input(1),
            backward.input(2),
            backward.input(3),
            backward.output(0),
            backward.gradient());
    return node.outputs().toArray(Value[]::new);
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value difference = Subtract.of(inputs.get(1), inputs.get(3));
    Value excess = Affine.shift(Subtract.of(Exp.of(difference), difference), -1);
    Value error = SquaredError.of(inputs.get(0), inputs.get(2));
    Value distance = Multiply.of(error, Exp.of(Negate.of(inputs.get(3))));
    return List.of(Sum.perSample(Affine.scale(Add.of(excess, distance), 0.5)));
  }
}
