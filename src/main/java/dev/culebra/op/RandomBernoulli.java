package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Draws 1 with the given probabilities, else 0: {@code u < p} with u of {@link RandomUniform},
 * exact on every backend.
 *
 * <p>Inputs: probabilities, f32; the counter {@code i64[3]} = {seed, step, offset of the first
 * element}. A draw has no gradient.
 *
 * @param stream number of the stream, from the name path of the draw
 */
public record RandomBernoulli(int stream) implements Op {
  public static Value of(Value probabilities, Value counter, int stream) {
    return Node.apply(new RandomBernoulli(stream), probabilities, counter);
  }

  @Override
  public String name() {
    return "random_bernoulli";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.dtype(this, inputs, 0, DType.F32);
    Rule.counter(this, inputs, 1);
    return inputs.subList(0, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[2];
  }
}
