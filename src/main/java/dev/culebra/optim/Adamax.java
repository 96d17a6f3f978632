package dev.culebra.optim;

import dev.culebra.ir.Op;
import dev.culebra.op.AdamaxStep;
import java.util.List;

/**
 * Adamax (Kingma and Ba 2014): Adam with the largest gradient in place of the root of the second
 * moment. PyTorch's formulas.
 *
 * @param beta1 decay of the first moment, in [0, 1)
 * @param beta2 decay of the norm, in [0, 1)
 * @param epsilon added to the gradient's magnitude
 * @param weightDecay L2 coefficient
 */
public record Adamax(double beta1, double beta2, double epsilon, double weightDecay)
    implements Optimizer {
  @Override
  public List<String> moments() {
    return List.of("first_moment", "norm");
  }

  @Override
  public int rateCount() {
    return 1;
  }

  @Override
  public void rates(long step, double learningRate, float[] rates) {
    rates[0] = (float) (learningRate / (1 - Math.pow(beta1, step)));
  }

  @Override
  public Op operation() {
    return new AdamaxStep(beta1, beta2, epsilon, weightDecay);
  }
}
