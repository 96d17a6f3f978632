package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Fill;
import dev.culebra.op.Less;
import dev.culebra.op.Select;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;

/**
 * What a denoising autoencoder is to undo (Vincent et al. 2008, 2010): each element by itself.
 *
 * @param noise the kind
 * @param level standard deviation of Gaussian noise; else the probability that an element is
 *     changed
 */
public record Corruption(Noise noise, double level) {
  /** The kind of noise. */
  public enum Noise {
    NONE,
    /** Normal noise is added. */
    GAUSSIAN,
    /** Elements become 0. */
    MASKING,
    /** Elements become 0 or 1, both equally likely. */
    SALT_PEPPER
  }

  /** Why there is no noise of that level; null if there is. */
  public String refusal() {
    if (!(level >= 0) || Double.isInfinite(level)) {
      return level + " is negative or not a number";
    }
    boolean isProbability = noise == Noise.MASKING || noise == Noise.SALT_PEPPER;
    return isProbability && level > 1 ? level + " is no probability" : null;
  }

  /** Corrupted elements, of any shape; the draw's name is {@code noise}. */
  public Tensor apply(Tensor samples, Rng rng) {
    return switch (noise) {
      case NONE -> samples;
      case GAUSSIAN -> samples.add(rng.normal("noise", samples.shape()).affine(level, 0));
      case MASKING -> replaced(samples, rng.uniform("noise", samples.shape()), level, 0);
      case SALT_PEPPER -> {
        Tensor draw = rng.uniform("noise", samples.shape());
        Tensor salted = replaced(samples, draw.affine(-1, 1), level / 2, 1);
        yield replaced(salted, draw, level / 2, 0);
      }
    };
  }

  /** Elements become a number where their draw is below a bound. */
  private static Tensor replaced(Tensor samples, Tensor draw, double bound, double becomes) {
    return Tensor.apply(
        values ->
            Select.of(
                Less.of(values[1], number(values[1], bound)),
                number(values[0], becomes),
                values[0]),
        samples,
        draw);
  }

  private static Value number(Value like, double number) {
    return Fill.of(like.type().withShape(Shape.SCALAR), number);
  }
}
