package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code g·(sigmoid(l) − t)} for logits l and targets t {@code [N,…]} and one gradient g for each
 * sample {@code [N]}, the inputs in this order.
 */
public record BernoulliLogitsSumGradient() implements SampleLossGradient {
  public static Value of(Value logits, Value targets, Value gradient) {
    return Node.apply(new BernoulliLogitsSumGradient(), logits, targets, gradient);
  }

  @Override
  public String name() {
    return "bernoulli_logits_sum_gradient";
  }

  @Override
  public BernoulliLogitsSum loss() {
    return new BernoulliLogitsSum();
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Rule.sampleGradient(this, inputs);
  }

  @Override
  public boolean hasGradientRule() {
    return false;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value error = Subtract.of(Sigmoid.of(inputs.get(0)), inputs.get(1));
    return List.of(Multiply.of(PerSample.spread(inputs.get(2), error.shape()), error));
  }
}
