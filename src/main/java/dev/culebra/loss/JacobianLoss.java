package dev.culebra.loss;

import dev.culebra.op.Sign;
import dev.culebra.op.Square;
import dev.culebra.op.Sum;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * The contractive penalty (Rifai et al. 2011): {@code ‖J‖² = Σᵢⱼ (∂hⱼ/∂xᵢ)²}, the squared Frobenius
 * norm of a code's Jacobian in what it is computed from, one number per sample. All but {@link
 * #ofSigmoidLayer} record gradients, so they need a traced program, and a code whose samples do not
 * see each other.
 */
public final class JacobianLoss {
  private JacobianLoss() {}

  /**
   * Of one layer {@code h = sigmoid(x·W + b)}, in closed form: {@code Σⱼ (hⱼ·(1−hⱼ))² · Σᵢ Wᵢⱼ²}.
   *
   * @param code h, {@code [N,units]}
   * @param weight W, {@code [inputs,units]}
   * @return {@code [N]}
   */
  public static Tensor ofSigmoidLayer(Tensor code, Tensor weight) {
    Tensor slopes = code.multiply(code.affine(-1, 1)).square();
    Tensor lengths = weight.map(w -> Sum.of(Square.of(w), List.of(0)));
    return slopes.multiply(lengths).sumPerSample();
  }

  /**
   * Exactly, by as many gradients as there are units.
   *
   * @param code {@code [N,units]}
   * @param inputs {@code [N,...]}, what the code was computed from
   * @return {@code [N]}
   */
  public static Tensor exact(Tensor code, Tensor inputs) {
    Tensor total = null;
    for (int unit = 0; unit < code.size(1); unit++) {
      Tensor row = squaredLength(code.slice(1, unit, unit + 1), inputs);
      total = total == null ? row : total.add(row);
    }
    return total;
  }

  /**
   * In expectation (Hutchinson 1989): the mean of {@code ‖vᵀJ‖²} over directions v whose components
   * are drawn from −1 and 1.
   *
   * @param directions how many, from 1; their draws are named {@code direction0} and so on
   */
  public static Tensor sampled(Tensor code, Tensor inputs, int directions, Rng rng) {
    Shape shape = code.shape();
    Tensor total = null;
    for (int i = 0; i < directions; i++) {
      Tensor direction =
          rng.uniform("direction" + i, shape).affine(1, -0.5).map(Sign::of).stopGradient();
      Tensor length = squaredLength(code.multiply(direction), inputs);
      total = total == null ? length : total.add(length);
    }
    return total.affine(1.0 / directions, 0);
  }

  /** Of each sample's gradient of the sum of what is given. */
  private static Tensor squaredLength(Tensor outputs, Tensor inputs) {
    return Tensor.gradients(outputs.sumAll(), List.of(inputs)).getFirst().square().sumPerSample();
  }
}
