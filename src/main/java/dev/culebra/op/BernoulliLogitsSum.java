package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@link BernoulliLogits} summed over all axes but the first, in one pass: the negative
 * log-likelihood of each sample under a Bernoulli decoder.
 *
 * <p>Inputs: logits and targets {@code [N,…]} of one type. Output: {@code [N]}, in nats.
 */
public record BernoulliLogitsSum() implements Op {
  public static Value of(Value logits, Value targets) {
    return Node.apply(new BernoulliLogitsSum(), logits, targets);
  }

  @Override
  public String name() {
    return "bernoulli_logits_sum";
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
    Value logits = backward.input(0);
    Value targets = backward.input(1);
    Value gradient = backward.gradient();
    return new Value[] {
      backward.wants(0) ? BernoulliLogitsSumGradient.of(logits, targets, gradient) : null,
      backward.wants(1)
          ? Negate.of(Multiply.of(PerSample.spread(gradient, logits.shape()), logits))
          : null
    };
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    return List.of(Sum.perSample(BernoulliLogits.of(inputs.get(0), inputs.get(1))));
  }
}
