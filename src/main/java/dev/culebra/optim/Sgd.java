package dev.culebra.optim;

import dev.culebra.ir.Op;
import dev.culebra.op.SgdStep;
import java.util.List;

/**
 * Stochastic gradient descent with PyTorch's momentum.
 *
 * @param momentum decay of the velocity; 0 for none
 * @param nesterov whether to look ahead
 * @param weightDecay L2 coefficient
 */
public record Sgd(double momentum, boolean nesterov, double weightDecay) implements Optimizer {
  @Override
  public List<String> moments() {
    return List.of("velocity");
  }

  @Override
  public int rateCount() {
    return 1;
  }

  @Override
  public void rates(long step, double learningRate, float[] rates) {
    rates[0] = (float) learningRate;
  }

  @Override
  public Op operation() {
    return new SgdStep(momentum, nesterov, weightDecay);
  }
}
