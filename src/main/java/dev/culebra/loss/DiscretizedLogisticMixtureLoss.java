package dev.culebra.loss;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Affine;
import dev.culebra.op.Concat;
import dev.culebra.op.Divide;
import dev.culebra.op.Exp;
import dev.culebra.op.Fill;
import dev.culebra.op.Greater;
import dev.culebra.op.Log;
import dev.culebra.op.LogSoftmax;
import dev.culebra.op.LogSumExp;
import dev.culebra.op.Maximum;
import dev.culebra.op.Multiply;
import dev.culebra.op.Negate;
import dev.culebra.op.Reshape;
import dev.culebra.op.Select;
import dev.culebra.op.Slice;
import dev.culebra.op.Softplus;
import dev.culebra.op.Subtract;
import dev.culebra.op.Sum;
import dev.culebra.op.Tanh;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * Negative log-likelihood of 8-bit images under a mixture of discretized logistics (Salimans,
 * Karpathy, Chen and Kingma 2017, PixelCNN++). With x scaled to [-1, 1], a component gives a level
 * {@code σ((x + 1/255 − μ)/s) − σ((x − 1/255 − μ)/s)}, the outer levels taking the tails. In
 * colour, the means of green and blue depend on the channels before: {@code μ_g + α·r} and {@code
 * μ_b + β·r + γ·g}.
 *
 * <p>The probability is the paper's, exactly, in a form that never cancels: with b and a the upper
 * and lower arguments, {@code ln σ(b) + ln σ(−a) + ln(1 − e^(a−b))}. The published code
 * approximates by the density where the difference is below 1e-5, and so differs from it in the far
 * tails.
 */
public final class DiscretizedLogisticMixtureLoss {
  /** Log scales below this are raised to it, as in the published code. */
  private static final double LEAST_LOG_SCALE = -7;

  private static final double HALF_LEVEL = 1.0 / 255;

  /** Between an outer level, ±1, and its neighbour. */
  private static final double OUTER = 1 - HALF_LEVEL;

  private DiscretizedLogisticMixtureLoss() {}

  /**
   * @param parameters {@code [N,H,W,K·(1 + 3·C)]} for C = 3: K logits of the components, then for
   *     each channel K means, K log scales and K coefficients before tanh; {@code [N,H,W,3·K]} for
   *     C = 1, which has no coefficients
   * @param images {@code [N,H,W,C]} in [0, 1], multiples of 1/255
   * @return {@code [N]}, in nats
   */
  public static Tensor of(Tensor parameters, Tensor images) {
    return Tensor.apply(values -> record(values[0], values[1]), parameters, images);
  }

  /** How many parameters a pixel of K components has. */
  public static int parametersPerPixel(int components, int channels) {
    return components * (channels == 1 ? 3 : 1 + 3 * channels);
  }

  private static Value record(Value parameters, Value images) {
    Shape pixels = images.shape().range(0, 3);
    int channels = images.shape().size(3);
    int perChannel = channels == 1 ? 2 : 3;
    int size = parameters.shape().size(-1);
    int components = size / (1 + perChannel * channels);
    boolean fits =
        (channels == 1 || channels == 3)
            && components > 0
            && size == parametersPerPixel(components, channels)
            && parameters.shape().range(0, 3).equals(pixels);
    if (!fits) {
      throw new OpException(
          "discretized_logistic_mixture",
          "the parameters do not fit the images: " + parameters.type() + " x " + images.type());
    }
    Value weights = LogSoftmax.of(Slice.along(parameters, -1, 0, components), -1);
    Value rest =
        Reshape.of(
            Slice.along(parameters, -1, components, size),
            pixels.append(channels, perChannel * components));
    Value x = Reshape.of(Affine.of(images, 2, -1), pixels.append(channels, 1));
    Value means = Slice.along(rest, -1, 0, components);
    Value logScales = Slice.along(rest, -1, components, 2 * components);
    if (channels == 3) {
      means = conditional(means, Tanh.of(Slice.along(rest, -1, 2 * components, size(rest))), x);
    }
    Value levels = Sum.of(logProbabilities(x, means, logScales), List.of(3));
    Value joint = Add.of(Reshape.of(levels, weights.shape()), weights);
    return Negate.of(Sum.perSample(LogSumExp.of(joint, -1)));
  }

  private static int size(Value value) {
    return value.shape().size(-1);
  }

  /** The means of green and blue given the channels before, {@code [N,H,W,3,K]}. */
  private static Value conditional(Value means, Value coefficients, Value x) {
    Value red = channel(x, 0);
    Value green = Add.of(channel(means, 1), Multiply.of(channel(coefficients, 0), red));
    Value blue =
        Add.of(
            Add.of(channel(means, 2), Multiply.of(channel(coefficients, 1), red)),
            Multiply.of(channel(coefficients, 2), channel(x, 1)));
    return Concat.of(3, List.of(channel(means, 0), green, blue));
  }

  private static Value channel(Value value, int index) {
    return Slice.along(value, 3, index, index + 1);
  }

  /** Of each channel's level under each component, {@code [N,H,W,C,K]}. */
  private static Value logProbabilities(Value x, Value means, Value logScales) {
    Value zero = scalar(x, 0);
    Value inverse = Exp.of(Negate.of(Maximum.of(logScales, scalar(x, LEAST_LOG_SCALE))));
    Value centred = Subtract.of(x, means);
    Value upper = Multiply.of(inverse, Affine.shift(centred, HALF_LEVEL));
    Value lower = Multiply.of(inverse, Affine.shift(centred, -HALF_LEVEL));
    Value top = Greater.of(x, scalar(x, OUTER));
    Value bottom = Greater.of(scalar(x, -OUTER), x);
    Value below = Select.of(top, zero, Softplus.of(Negate.of(upper)));
    Value above = Select.of(bottom, zero, Softplus.of(lower));
    Value inner = Select.of(top, zero, Select.of(bottom, zero, logWidth(inverse)));
    return Subtract.of(inner, Add.of(below, above));
  }

  /** {@code ln(1 − e^−w)} with w = 2/255/s, as ln(2t/(1 + t)) with t = tanh(w/2), for small w. */
  private static Value logWidth(Value inverse) {
    Value t = Tanh.of(Affine.scale(inverse, HALF_LEVEL));
    return Log.of(Divide.of(Affine.scale(t, 2), Affine.shift(t, 1)));
  }

  private static Value scalar(Value like, double value) {
    return Fill.of(like.type().withShape(Shape.SCALAR), value);
  }
}
