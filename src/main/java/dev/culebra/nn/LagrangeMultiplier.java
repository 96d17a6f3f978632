package dev.culebra.nn;

import dev.culebra.op.Clip;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;

/**
 * Holds a constraint {@code E[c] <= 0} while something else is minimized (Rezende and Viola 2018,
 * "Taming VAEs", algorithm 1): {@code λ·c} is added to the objective, and after each step λ is
 * multiplied by {@code exp(rate·a)}, a the moving average of the batches' mean c. So λ grows while
 * the constraint is violated and shrinks while it is met with something to spare.
 *
 * <p>λ begins at 1 and stays within e^±14; no optimizer changes it.
 */
public final class LagrangeMultiplier extends Module {
  private static final double LARGEST_LOG = 14;

  private final double decay;
  private final double rate;
  private final Parameter logMultiplier;
  private final Parameter sum;
  private final Parameter weight;

  /**
   * @param path name in the model
   * @param decay of the moving average, in [0, 1)
   * @param rate at which ln λ follows the moving average, per step
   */
  public LagrangeMultiplier(String path, double decay, double rate) {
    this.decay = decay;
    this.rate = rate;
    logMultiplier = state(path + ".log_multiplier");
    sum = state(path + ".constraint_sum");
    weight = state(path + ".constraint_weight");
  }

  private Parameter state(String name) {
    FileLayout layout = FileLayout.same(Shape.SCALAR);
    return parameter(new Parameter(name, TensorType.f32(), layout, Initializer.zeros(), false));
  }

  /**
   * λ·c for each sample; while training, λ follows.
   *
   * @param constraint {@code [N]}: above 0 where the constraint is violated
   */
  public Tensor apply(Tensor constraint) {
    if (Trace.isTraining()) {
      follow(constraint.meanAll().stopGradient());
    }
    return constraint.multiply(logMultiplier.tensor().exp());
  }

  /** The moving average is a quotient, so that its first value is that of the first batch. */
  private void follow(Tensor batch) {
    Tensor nextSum = sum.tensor().affine(decay, 0).add(batch.affine(1 - decay, 0));
    Tensor nextWeight = weight.tensor().affine(decay, 1 - decay);
    Tensor moved = logMultiplier.tensor().add(nextSum.divide(nextWeight).affine(rate, 0));
    Trace.update(sum, nextSum);
    Trace.update(weight, nextWeight);
    Trace.update(logMultiplier, moved.map(value -> Clip.of(value, -LARGEST_LOG, LARGEST_LOG)));
  }
}
