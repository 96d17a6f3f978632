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
 * Negative log-likelihood of classes under {@code softmax(logits)} over the last axis, in one pass:
 * {@code ln Σ e^(l − m) + (m − l[target])}, with m the row's largest logit.
 *
 * <p>Inputs: logits {@code […,K]}, K at least 1; targets {@code i32[…]} in [0, K). Output: {@code
 * […]} of the logits' type, in nats. A target outside [0, K) is an error when the call runs.
 */
public record CrossEntropy() implements Op {
  public static Value of(Value logits, Value targets) {
    return Node.apply(new CrossEntropy(), logits, targets);
  }

  @Override
  public String name() {
    return "cross_entropy";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    TensorType rows = inputs.get(0).withShape(Rule.classes(this, inputs, 0));
    TensorType targets = rows.withDtype(DType.I32);
    Rule.require(inputs.get(1).equals(targets), this, "targets must be " + targets, inputs);
    return List.of(rows);
  }

  /** {@code ln Σ e^l − Σ onehot(t)·l}. */
  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value logits = inputs.get(0);
    Shape rows = inputs.get(1).shape();
    List<Integer> last = List.of(logits.shape().rank() - 1);
    Value hot = CrossEntropyGradient.hot(inputs.get(1), logits);
    Value chosen = Reshape.of(Sum.of(Multiply.of(hot, logits), last), rows);
    return List.of(Subtract.of(Reshape.of(LogSumExp.of(logits, -1), rows), chosen));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value logits = backward.input(0);
    Value targets = backward.input(1);
    return new Value[] {CrossEntropyGradient.of(logits, targets, backward.gradient()), null};
  }
}
