package dev.culebra.optim;

import dev.culebra.ir.Op;
import dev.culebra.op.AdagradStep;
import java.util.List;

/**
 * Adagrad (Duchi, Hazan and Singer 2011) with PyTorch's formulas.
 *
 * @param rateDecay d of the rate {@code lr/(1 + (t−1)·d)}; 0 for none
 * @param epsilon added to the root of the sum of squares
 * @param weightDecay L2 coefficient
 */
public record Adagrad(double rateDecay, double epsilon, double weightDecay) implements Optimizer {
  @Override
  public List<String> moments() {
    return List.of("sum_of_squares");
  }

  @Override
  public int rateCount() {
    return 1;
  }

  @Override
  public void rates(long step, double learningRate, float[] rates) {
    rates[0] = (float) (learningRate / (1 + (step - 1) * rateDecay));
  }

  @Override
  public Op operation() {
    return new AdagradStep(epsilon, weightDecay);
  }
}
