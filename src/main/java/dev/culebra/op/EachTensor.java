package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/** On any number of f32 tensors: outputs have the inputs' types. It has no gradient. */
sealed interface EachTensor extends Op permits AllReduceEnd, AllReduceStart, ClipValues {
  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    Rule.allSingle(this, inputs);
    return inputs;
  }

  @Override
  default Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
