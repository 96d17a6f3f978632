package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * 1 where a relation holds between two elements, else 0, as u8, under broadcasting. Piecewise
 * constant, so it has no gradient.
 */
public interface Comparison extends BinaryElementwise {
  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    return List.of(BinaryElementwise.super.infer(inputs).get(0).withDtype(DType.U8));
  }

  @Override
  default Value[] gradient(Backward backward) {
    return new Value[2];
  }
}
