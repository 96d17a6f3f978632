package dev.culebra.optim;

import dev.culebra.op.AdamStep;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * Adam (Kingma and Ba 2014) with PyTorch's formulas; with decoupled decay AdamW (Loshchilov and
 * Hutter 2017).
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the second moment, in [0, 1)
 * @param epsilon added to the root of the second moment
 * @param weightDecay L2 coefficient, or the decay rate if decoupled
 * @param decoupled whether the decay bypasses the moments (AdamW)
 */
public record Adam(
    double beta1, double beta2, double epsilon, double weightDecay, boolean decoupled)
    implements Optimizer {
  public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8, 0, false);

  @Override
  public List<String> moments() {
    return List.of("first_moment", "second_moment");
  }

  @Override
  public int rateCount() {
    return 3;
  }

  @Override
  public void rates(long step, double learningRate, float[] rates) {
    double firstCorrection = 1 - Math.pow(beta1, step);
    double secondCorrection = 1 - Math.pow(beta2, step);
    rates[0] = (float) learningRate;
    rates[1] = (float) (learningRate / firstCorrection);
    rates[2] = (float) Math.sqrt(secondCorrection);
  }

  @Override
  public List<Tensor> update(
      Tensor parameter, Tensor gradient, List<Tensor> moments, Tensor rates, Tensor finite) {
    return Tensor.record(
        new AdamStep(beta1, beta2, epsilon, weightDecay, decoupled),
        List.of(parameter, gradient, moments.get(0), moments.get(1), rates, finite));
  }
}
