package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code g·(softmax(l) − onehot(t))} for logits l {@code […,K]}, targets t {@code i32[…]} and one
 * gradient g for each row {@code […]}, the inputs in this order. A target outside [0, K) is an
 * error when the call runs.
 */
public record CrossEntropyGradient() implements Op {
  public static Value of(Value logits, Value targets, Value gradient) {
    return Node.apply(new CrossEntropyGradient(), logits, targets, gradient);
  }

  @Override
  public String name() {
    return "cross_entropy_gradient";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 3);
    Rule.floating(this, inputs, 0);
    TensorType rows = inputs.get(0).withShape(Rule.classes(this, inputs, 0));
    TensorType targets = rows.withDtype(DType.I32);
    Rule.require(inputs.get(1).equals(targets), this, "targets must be " + targets, inputs);
    Rule.require(inputs.get(2).equals(rows), this, "the gradient must be " + rows, inputs);
    return inputs.subList(0, 1);
  }

  @Override
  public boolean hasGradientRule() {
    return false;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value logits = inputs.get(0);
    Value error = Subtract.of(Softmax.of(logits, -1), hot(inputs.get(1), logits));
    Value column = Reshape.of(inputs.get(2), inputs.get(2).shape().append(1));
    return List.of(Multiply.of(column, error));
  }

  /** The targets as unit vectors of the logits' type. */
  static Value hot(Value targets, Value logits) {
    return Cast.of(OneHot.of(targets, logits.shape().size(-1)), logits.type().dtype());
  }
}
