package dev.culebra.optim;

import dev.culebra.ir.Op;
import dev.culebra.op.RmspropStep;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop (Hinton 2012) with PyTorch's formulas.
 *
 * @param alpha decay of the means, in [0, 1)
 * @param epsilon added to the root
 * @param weightDecay L2 coefficient
 * @param momentum decay of the velocity; 0 for none
 * @param centered whether the variance is taken about the mean (Graves 2013)
 */
public record Rmsprop(
    double alpha, double epsilon, double weightDecay, double momentum, boolean centered)
    implements Optimizer {
  @Override
  public List<String> moments() {
    List<String> moments = new ArrayList<>(List.of("mean_square"));
    if (centered) {
      moments.add("mean");
    }
    if (momentum != 0) {
      moments.add("velocity");
    }
    return List.copyOf(moments);
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
    return new RmspropStep(alpha, epsilon, weightDecay, momentum, centered);
  }
}
