package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The factor that clips gradients to a norm, as {@code torch.nn.utils.clip_grad_norm_}: {@code
 * min(1, maximum / (norm + 1e-6))}. Input and output are f32 scalars. It has no gradient.
 *
 * @param maximum the largest norm allowed
 */
public record ClipScale(double maximum) implements Op {
  public static Value of(Value norm, double maximum) {
    return Node.apply(new ClipScale(maximum), norm);
  }

  @Override
  public String name() {
    return "clip_scale";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.dtype(this, inputs, 0, DType.F32);
    Rule.scalar(this, inputs, 0);
    return inputs;
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
