package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The code that a number stands for, the inverse of {@link PackLevels}: {@code i32[N…] ->
 * f32[N…,d]}. A number outside the codes is an error when the call runs.
 *
 * @param levels as of the packing
 */
public record UnpackLevels(List<Integer> levels) implements Op {
  public UnpackLevels {
    levels = List.copyOf(levels);
  }

  public static Value of(Value index, List<Integer> levels) {
    return Node.apply(new UnpackLevels(levels), index);
  }

  @Override
  public String name() {
    return "unpack_levels";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.dtype(this, inputs, 0, DType.I32);
    new PackLevels(levels).check(this, inputs);
    return List.of(new TensorType(DType.F32, inputs.get(0).shape().append(levels.size())));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
