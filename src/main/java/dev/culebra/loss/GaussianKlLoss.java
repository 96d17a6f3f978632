package dev.culebra.loss;

import dev.culebra.ir.Value;
import dev.culebra.op.Concat;
import dev.culebra.op.Exp;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.GaussianPairKl;
import dev.culebra.op.Reshape;
import dev.culebra.op.Square;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Stream;

/** Divergence of a diagonal normal posterior from the standard normal or another diagonal one. */
public final class GaussianKlLoss {
  private GaussianKlLoss() {}

  /**
   * @param mean {@code [N,latent]}
   * @param logVariance {@code [N,latent]}
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor mean, Tensor logVariance) {
    return Tensor.apply(new GaussianKl(), mean, logVariance);
  }

  /**
   * From another diagonal normal, all four {@code [N,...]}.
   *
   * @return {@code [N]}, in nats
   */
  public static Tensor of(
      Tensor mean, Tensor logVariance, Tensor otherMean, Tensor otherLogVariance) {
    return Tensor.apply(new GaussianPairKl(), mean, logVariance, otherMean, otherLogVariance);
  }

  /**
   * One divergence for each group of latents, as free bits need them: the last axis is cut into
   * groups of equal size, and all axes but the first are summed within a group.
   *
   * @param mean {@code [N,...,C]}
   * @param logVariance the same shape
   * @param groups divides C
   * @return {@code [N,groups]}, in nats
   */
  public static Tensor perGroup(Tensor mean, Tensor logVariance, int groups) {
    Shape shape = mean.shape();
    int channels = shape.size(-1);
    if (groups < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "[gaussian_kl] " + groups + " groups do not divide the last axis of " + mean.type());
    }
    int samples = shape.size(0);
    int places = Math.toIntExact(shape.range(1, shape.rank() - 1).elements());
    int size = channels / groups;
    if (places == 1) {
      Tensor means = mean.reshape(samples * groups, size);
      return of(means, logVariance.reshape(samples * groups, size)).reshape(samples, groups);
    }
    Tensor excess = Tensor.apply(new Exp(), logVariance).subtract(logVariance).affine(1, -1);
    Tensor terms = excess.add(Tensor.apply(new Square(), mean)).affine(0.5, 0);
    Tensor sums = terms.reshape(samples, places, groups, size).sum(1, 3);
    return sums.reshape(samples, groups);
  }

  /**
   * The divergences of several groups side by side, one for each level of a hierarchical model.
   *
   * @param divergences {@code [N]} each
   * @return {@code [N,groups]}
   */
  public static Tensor stack(Tensor... divergences) {
    return Tensor.apply(
        values -> {
          Stream<Value> columns =
              Arrays.stream(values).map(value -> Reshape.of(value, value.shape().append(1)));
          return Concat.of(1, columns.toList());
        },
        divergences);
  }
}
