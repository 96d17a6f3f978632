package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of Adamax (Kingma and Ba 2014, section 7.1) in PyTorch's form:
 *
 * <pre>
 * g += weightDecay·p
 * m += (g − m)·(1 − β1)
 * u  = max(β2·u, |g| + ε)
 * p −= lr/(1−β1ᵗ) · m/u
 * </pre>
 *
 * <p>Steps N tensors at once, N at least 1, each on its own. Inputs: N parameters, N gradients, N
 * first moments, N norms u, all of a tensor of one type; rates {@code f32[1]} = {lr/(1−β1ᵗ)};
 * scale, an f32 scalar that multiplies the gradients first: if it is 0 everything stays as it was.
 * Outputs: N parameters, N first moments, N norms. A moment or norm below the least normal number
 * is 0 instead: processors are slow on less.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the norm, in [0, 1)
 * @param epsilon added to the gradient's magnitude
 * @param weightDecay L2 coefficient
 */
public record AdamaxStep(double beta1, double beta2, double epsilon, double weightDecay)
    implements Op {
  @Override
  public String name() {
    return "adamax_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Rule.step(this, inputs, 2, 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
