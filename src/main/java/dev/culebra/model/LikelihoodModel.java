package dev.culebra.model;

import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * A model of latents z with q(z|x) and p(x, z), so that ln p(x) can be estimated: it is at least,
 * and with many draws about, {@code ln (1/k · Σ p(x,z)/q(z|x))}. A conditional model's figures are
 * those given the condition.
 */
public interface LikelihoodModel extends Model {
  /**
   * The logarithms of importance weights, {@code ln p(x,z) − ln q(z|x)}.
   *
   * @param input the samples, and draws that belong to them, such as their binarization
   * @param draws makes the latents
   * @param count draws of the latents for each sample
   * @return {@code [N,count]}, in nats
   */
  Tensor logWeights(StepInput input, Rng draws, int count);

  /**
   * The mean of the latents given the sample, one tensor {@code [N,latent]} for each stochastic
   * layer; above the first given the mean of the one below.
   */
  List<Tensor> posteriorMeans(StepInput input);
}
