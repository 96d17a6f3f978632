package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Negative log-likelihood of a target under N(mean, e^logVariance), element by element: {@code
 * ½·(log 2π + logVariance + (target − mean)²·e^−logVariance)}.
 *
 * <p>Inputs: mean; logVariance, which broadcasts to the mean's shape; target of the mean's type.
 * Output: the mean's type, in nats.
 */
public record GaussianNll() implements Op {
  public static final double LOG_TWO_PI = 1.8378770664093453;

  public static Value of(Value mean, Value logVariance, Value target) {
    return Node.apply(new GaussianNll(), mean, logVariance, target);
  }

  @Override
  public String name() {
    return "gaussian_nll";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 3);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 2);
    Rule.sameDtype(this, inputs, 0, 1);
    Shape mean = inputs.get(0).shape();
    Shape common = Shape.broadcast(mean, inputs.get(1).shape());
    Rule.require(
        mean.equals(common), this, "logVariance does not broadcast to the mean's shape", inputs);
    return inputs.subList(0, 1);
  }

  @Override
  public boolean hasGradientRule() {
    return false;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value logVariance = inputs.get(1);
    Value precision = Exp.of(Negate.of(logVariance));
    Value error = SquaredError.of(inputs.get(2), inputs.get(0));
    Value sum = Add.of(Multiply.of(error, precision), logVariance);
    return List.of(Affine.of(sum, 0.5, 0.5 * LOG_TWO_PI));
  }
}
