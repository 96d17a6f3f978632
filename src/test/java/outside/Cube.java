package outside;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.op.Affine;
import dev.culebra.op.Multiply;
import dev.culebra.op.Square;
import dev.culebra.shape.TensorType;
import java.util.List;

/** {@code x³}, an operation that Culebra does not know. */
public record Cube() implements Op {
  @Override
  public String name() {
    return "cube";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    if (inputs.size() != 1) {
      throw new OpException(name(), inputs.size() + " inputs; 1 expected: " + inputs);
    }
    return inputs;
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value slope = Affine.scale(Square.of(backward.input(0)), 3);
    return new Value[] {Multiply.of(backward.gradient(), slope)};
  }
}
