package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of Adam (Kingma and Ba 2014) in PyTorch's form. With g the gradient, t the number of the
 * step and all arithmetic by element:
 *
 * <pre>
 * p *= 1 − lr·weightDecay        (decoupled: AdamW, Loshchilov and Hutter 2017)
 * g += weightDecay·p             (otherwise: L2)
 * m += (g − m)·(1 − β1)
 * v  = β2·v + (1 − β2)·g²
 * p −= lr/(1−β1ᵗ) · m / (√v / √(1−β2ᵗ) + ε)
 * </pre>
 *
 * <p>Steps N tensors at once, N at least 1, each on its own. Inputs: N parameters, N gradients, N
 * first moments, N second moments, all of a tensor of one type; rates {@code f32[3]} = {lr,
 * lr/(1−β1ᵗ), √(1−β2ᵗ)}; scale, an f32 scalar that multiplies the gradients first: if it is 0
 * everything stays as it was. Outputs: N parameters, N first moments, N second moments. A moment
 * below the least normal number is 0 instead: processors are slow on less.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay L2 coefficient, or the decay rate if decoupled
 * @param decoupled whether the decay bypasses the moments
 */
public record AdamStep(
    double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
    implements Op {
  @Override
  public String name() {
    return "adam_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Rule.step(this, inputs, 2, 3);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
