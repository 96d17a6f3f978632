package dev.culebra.model;

import dev.culebra.loss.GaussianKlLoss;
import dev.culebra.loss.LogDensity;
import dev.culebra.op.Repeat;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/**
 * A diagonal normal distribution for each sample.
 *
 * @param mean {@code [N,latent]}
 * @param logVariance {@code [N,latent]}
 */
record Gaussian(Tensor mean, Tensor logVariance) {
  /** One draw for each sample, {@code [N,latent]}. */
  Tensor draw(String name, Rng rng) {
    return rng.gaussian(name, mean, logVariance);
  }

  /** ln N(latents; mean, variance), {@code [N]} in nats. */
  Tensor logDensity(Tensor latents) {
    return LogDensity.normal(latents, mean, logVariance);
  }

  /** KL divergence from the standard normal, {@code [N]} in nats. */
  Tensor divergence() {
    return GaussianKlLoss.of(mean, logVariance);
  }

  /** KL divergence from another, {@code [N]} in nats. */
  Tensor divergence(Gaussian other) {
    return GaussianKlLoss.of(mean, logVariance, other.mean, other.logVariance);
  }

  /** Each sample's distribution {@code count} times in a row. */
  Gaussian each(int count) {
    return new Gaussian(each(mean, count), each(logVariance, count));
  }

  /** Each row {@code count} times in a row: {@code [N,...] -> [count·N,...]}. */
  static Tensor each(Tensor rows, int count) {
    return rows.map(value -> Repeat.each(value, 0, count));
  }

  /** Each sample's mean over its rows, as {@link #each(Tensor, int)} makes them: {@code [N]}. */
  static Tensor meanOfEach(Tensor perRow, int count) {
    return count == 1
        ? perRow
        : perRow.reshape(perRow.size(0) / count, count).sumPerSample().affine(1.0 / count, 0);
  }
}
