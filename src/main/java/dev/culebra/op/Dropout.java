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
 * Inverted dropout (Srivastava et al. 2014): {@code u < 1 − rate ? x/(1 − rate) : 0} with u of
 * {@link RandomUniform}, drawn and applied in one pass. The draw is a function of the counter, so
 * that the gradient is the same operation on the gradient, and no mask is kept.
 *
 * <p>Inputs: any shape; the counter {@code i64[3]} = {seed, step, offset of the first element}.
 *
 * @param rate probability that an element becomes 0; at least 0, below 1
 * @param stream number of the stream, from the name path of the draw
 */
public record Dropout(double rate, int stream) implements Op {
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException("[dropout] rate " + rate + " is outside [0, 1)");
    }
  }

  public static Value of(Value value, Value counter, double rate, int stream) {
    return rate == 0 ? value : Node.apply(new Dropout(rate, stream), value, counter);
  }

  /** Probability that an element stays: what draws are compared with. */
  public float kept() {
    return (float) (1 - rate);
  }

  /** What the elements that stay are multiplied by. */
  public float scale() {
    return (float) (1 / (1 - rate));
  }

  @Override
  public String name() {
    return "dropout";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    Rule.counter(this, inputs, 1);
    return inputs.subList(0, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value gradient = of(backward.gradient(), backward.input(1), rate, stream);
    return new Value[] {gradient, null};
  }

  /** The draws are f32, so the definition has no form in other types. */
  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value value = inputs.get(0);
    if (value.type().dtype() != DType.F32) {
      return null;
    }
    TensorType scalar = value.type().withShape(Shape.SCALAR);
    Value uniform = RandomUniform.of(inputs.get(1), value.shape(), stream);
    Value stays = Less.of(uniform, Fill.of(scalar, kept()));
    return List.of(Select.of(stays, Affine.scale(value, scale()), Fill.of(scalar, 0)));
  }
}
