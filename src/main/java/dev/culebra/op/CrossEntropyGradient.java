package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code g·(softmax(l) − onehot(t))} for logits l {@code […,K]}, targets t {@code i32[…]} and one
 * gradient g for each row {@code […]}, the inputs in this order. Rows whose target lies outside [0,
 * K) are NaN.
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

  /**
   * With upstream u and s = softmax(l): to l {@code g·(s·u − s·Σ s·u)}, to g {@code Σ u·(s −
   * onehot(t))}, where the difference is this operation at g = 1.
   */
  @Override
  public Value[] gradient(Backward backward) {
    Value logits = backward.input(0);
    Value targets = backward.input(1);
    Value gradient = backward.input(2);
    Value upstream = backward.gradient();
    List<Integer> last = List.of(logits.shape().rank() - 1);
    Value toLogits = null;
    if (backward.wants(0)) {
      Value softmax = Softmax.of(logits, -1);
      Value weighted = Multiply.of(softmax, upstream);
      Value centred = Subtract.of(weighted, Multiply.of(softmax, Sum.of(weighted, last)));
      Shape column = logits.shape().with(last.get(0), 1);
      toLogits = Multiply.of(centred, Reshape.of(gradient, column));
    }
    Value toGradient = null;
    if (backward.wants(2)) {
      Value ones =
          Broadcast.of(Fill.of(gradient.type().withShape(Shape.SCALAR), 1), gradient.shape());
      Value error = of(logits, targets, ones);
      toGradient = Reshape.of(Sum.of(Multiply.of(upstream, error), last), gradient.shape());
    }
    return new Value[] {toLogits, null, toGradient};
  }
}
