package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import java.util.List;

/**
 * {@code g·(sigmoid(l) − t)} for logits l, targets t and a gradient g, the inputs in this order.
 */
public record BernoulliLogitsGradient() implements TernaryElementwise {
  public static Value of(Value logits, Value targets, Value gradient) {
    return Node.apply(new BernoulliLogitsGradient(), logits, targets, gradient);
  }

  @Override
  public String name() {
    return "bernoulli_logits_gradient";
  }

  @Override
  public boolean hasGradientRule() {
    return false;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value error = Subtract.of(Sigmoid.of(inputs.get(0)), inputs.get(1));
    return List.of(Multiply.of(inputs.get(2), error));
  }
}
