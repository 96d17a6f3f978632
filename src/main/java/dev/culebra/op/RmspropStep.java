package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * One step of RMSprop (Hinton 2012; centered: Graves 2013) in PyTorch's form:
 *
 * <pre>
 * g += weightDecay·p
 * s  = α·s + (1 − α)·g²
 * a += (g − a)·(1 − α)           (centered)
 * d  = g/(√(s − a²) + ε)         (a is 0 unless centered)
 * v  = μ·v + d                   (with momentum, else v is d)
 * p −= lr·v
 * </pre>
 *
 * <p>Steps N tensors at once, N at least 1, each on its own. Inputs: N parameters, N gradients, N
 * mean squares s, N means a if centered, N velocities v if μ is not 0, all of a tensor of one type;
 * rates {@code f32[1]} = {lr}; scale, an f32 scalar that multiplies the gradients first: if it is 0
 * everything stays as it was. Outputs: N parameters, then s, a, v as far as they are inputs. Any of
 * them below the least normal number is 0 instead: processors are slow on less.
 *
 * @param alpha α, decay of the means, in [0, 1)
 * @param epsilon added to the root
 * @param weightDecay L2 coefficient
 * @param momentum μ; 0 for none
 * @param centered whether the variance is taken about the mean
 */
public record RmspropStep(
    double alpha, double epsilon, double weightDecay, double momentum, boolean centered)
    implements Op {
  /** How many moments there are. */
  public int moments() {
    return 1 + (centered ? 1 : 0) + (momentum == 0 ? 0 : 1);
  }

  @Override
  public String name() {
    return "rmsprop_step";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Rule.step(this, inputs, moments(), 1);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[backward.inputs().size()];
  }
}
