package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * A tensor whose elements all equal one number.
 *
 * @param type the output's type
 * @param number the element, rounded to the type
 */
public record Fill(TensorType type, double number) implements Op {
  public static Value of(TensorType type, double number) {
    return Node.apply(new Fill(type, number));
  }

  @Override
  public String name() {
    return "fill";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 0);
    return List.of(type);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[0];
  }
}
