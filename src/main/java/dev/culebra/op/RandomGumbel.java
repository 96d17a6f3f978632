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
 * Standard Gumbel draws {@code −log(−log u)} with u of {@link RandomUniform}, exact on every
 * backend; {@code math.Gumbel} writes them down.
 *
 * <p>Input: the counter {@code i64[3]} = {seed, step, offset of the first element}.
 *
 * @param shape the output's shape; f32
 * @param stream number of the stream, from the name path of the draw
 */
public record RandomGumbel(Shape shape, int stream) implements Op {
  public static Value of(Value counter, Shape shape, int stream) {
    return Node.apply(new RandomGumbel(shape, stream), counter);
  }

  @Override
  public String name() {
    return "random_gumbel";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.counter(this, inputs, 0);
    return List.of(new TensorType(DType.F32, shape));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {null};
  }
}
