package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Cross-entropy of Bernoulli targets under logits, element by element: {@code max(l, 0) − l·t +
 * log(1 + e^−|l|)}, which neither overflows nor cancels for targets in [0, 1].
 *
 * <p>Inputs: logits and targets of one type. Output: the same type, in nats.
 */
public record BernoulliLogits() implements Op {
  public static Value of(Value logits, Value targets) {
    return Node.apply(new BernoulliLogits(), logits, targets);
  }

  @Override
  public String name() {
    return "bernoulli_logits";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    return inputs.subList(0, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value logits = backward.input(0);
    Value targets = backward.input(1);
    Value gradient = backward.gradient();
    return new Value[] {
      backward.wants(0) ? BernoulliLogitsGradient.of(logits, targets, gradient) : null,
      backward.wants(1) ? Negate.of(Multiply.of(gradient, logits)) : null
    };
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value product = Multiply.of(inputs.get(0), inputs.get(1));
    return List.of(Subtract.of(Softplus.of(inputs.get(0)), product));
  }
}
