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
 * min(1, maximum / (norm + 1e-6))}, or 0 where no step may be taken. It has no gradient.
 *
 * <p>A factor too small for float32 becomes its smallest number: 0 would mean no step.
 *
 * <p>Inputs: norm and finite, 0 for no step; both and the output are f32 scalars.
 *
 * @param maximum the largest norm allowed
 */
public record ClipScale(double maximum) implements Op {
  public static Value of(Value norm, Value finite, double maximum) {
    return Node.apply(new ClipScale(maximum), norm, finite);
  }

  @Override
  public String name() {
    return "clip_scale";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.dtype(this, inputs, 0, DType.F32);
    Rule.scalar(this, inputs, 0);
    Rule.flag(this, inputs, 1);
    return List.of(inputs.get(0));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[2];
  }
}
