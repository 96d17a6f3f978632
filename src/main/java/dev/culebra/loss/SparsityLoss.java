package dev.culebra.loss;

import dev.culebra.op.Clip;
import dev.culebra.op.Log;
import dev.culebra.op.Mean;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * Divergence of hidden units from a target rate of activity, as in sparse autoencoders (Ng 2011):
 * {@code Σ ρ·ln(ρ/ρ̂) + (1−ρ)·ln((1−ρ)/(1−ρ̂))}, with ρ̂ a unit's mean activity over the batch.
 */
public final class SparsityLoss {
  /** Means are kept so far from 0 and 1 that their logarithms are finite. */
  private static final double MARGIN = 1e-6;

  private SparsityLoss() {}

  /**
   * @param activities {@code [N,...]} in [0, 1], for example after a sigmoid
   * @param rate ρ, in (0, 1)
   * @return a scalar, in nats, summed over the units: it belongs to the batch, not to a sample
   */
  public static Tensor of(Tensor activities, double rate) {
    Tensor mean = Tensor.apply(values -> Mean.of(values[0], List.of(0)), activities);
    Tensor inside = Tensor.apply(new Clip(MARGIN, 1 - MARGIN), mean);
    Tensor active = Tensor.apply(new Log(), inside).affine(-rate, 0);
    Tensor silent = Tensor.apply(new Log(), inside.affine(-1, 1)).affine(rate - 1, 0);
    double entropy = rate * Math.log(rate) + (1 - rate) * Math.log(1 - rate);
    return active.add(silent).affine(1, entropy).sumAll();
  }
}
