package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/** 1 where {@code left == right}, else 0 (NaN equals nothing), as u8, under broadcasting. */
public record Equal() implements BinaryElementwise {
  public static Value of(Value left, Value right) {
    return Node.apply(new Equal(), left, right);
  }

  @Override
  public String name() {
    return "equal";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return List.of(BinaryElementwise.super.infer(inputs).get(0).withDtype(DType.U8));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {null, null};
  }
}
