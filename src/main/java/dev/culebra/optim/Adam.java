package dev.culebra.optim;

import dev.culebra.ir.Op;
import dev.culebra.op.AdamStep;
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
 * @param secondMoment what the second moment is at the start
 */
public record Adam(
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean decoupled,
    double secondMoment)
    implements Optimizer {
  public static final Adam DEFAULT = new Adam(0.9, 0.999, 1e-8, 0, false, 0);

  @Override
  public List<String> moments() {
    return List.of("first_moment", "second_moment");
  }

  @Override
  public double start(String moment) {
    return moment.equals("second_moment") ? secondMoment : 0;
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
  public Op operation() {
    return new AdamStep(beta1, beta2, epsilon, weightDecay, decoupled);
  }
}
