package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * A draw from N(mean, e^logVariance) that makes its own noise: the same bytes as {@link
 * Reparameterize} of {@link RandomNormal}, in one pass.
 *
 * <p>Inputs: mean, logVariance of one type; the counter {@code i64[3]} = {seed, step, offset of the
 * first element}.
 *
 * @param stream number of the stream, from the name path of the draw
 */
public record GaussianSample(int stream) implements Op {
  public static Value of(Value mean, Value logVariance, Value counter, int stream) {
    return Node.apply(new GaussianSample(stream), mean, logVariance, counter);
  }

  @Override
  public String name() {
    return "gaussian_sample";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 3);
    Rule.floating(this, inputs, 0);
    Rule.sameType(this, inputs, 0, 1);
    Rule.counter(this, inputs, 2);
    return inputs.subList(0, 1);
  }

  /** As in {@link Reparameterize}; the noise is not needed. */
  @Override
  public Value[] gradient(Backward backward) {
    Value gradient = backward.gradient();
    Value mean = backward.input(0);
    return new Value[] {
      gradient,
      backward.wants(1) ? ReparameterizeGradient.of(gradient, backward.output(0), mean) : null,
      null
    };
  }

  /** The noise is drawn in f32, so the definition has no form in other types. */
  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value mean = inputs.get(0);
    if (mean.type().dtype() != DType.F32) {
      return null;
    }
    Value noise = RandomNormal.of(inputs.get(2), mean.shape(), stream);
    return List.of(Reparameterize.of(mean, inputs.get(1), noise));
  }
}
