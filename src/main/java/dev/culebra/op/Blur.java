package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import java.util.List;

/**
 * A fixed separable blur of each channel with reflected borders, composed of {@link Resample2d}:
 * {@code [N,H,W,C] -> [N,ceil(H/stride),ceil(W/stride),C]}. Zhang 2019, Making Convolutional
 * Networks Shift-Invariant Again (arXiv 1904.11486).
 */
public final class Blur {
  private Blur() {}

  /** The kernel [1,2,1]⊗[1,2,1]/16. */
  public static Value binomial(Value value, int stride) {
    return of(value, List.of(1.0, 2.0, 1.0), stride);
  }

  /**
   * The kernel {@code k⊗k} divided by its sum.
   *
   * @param kernel an odd number of weights whose sum is not 0
   * @param stride pixels from one output to the next
   */
  public static Value of(Value value, List<Double> kernel, int stride) {
    double total = kernel.stream().mapToDouble(Double::doubleValue).sum();
    int reach = kernel.size() / 2;
    if (kernel.size() % 2 == 0 || total == 0 || stride < 1) {
      throw new OpException(
          "blur", "needs an odd kernel with a sum and a stride from 1: " + value.type());
    }
    if (value.shape().rank() != 4
        || value.shape().size(1) <= reach
        || value.shape().size(2) <= reach) {
      throw new OpException("blur", "needs [N,H,W,C] beyond " + reach + " pixels: " + value.type());
    }
    List<Double> weights = kernel.stream().map(weight -> weight / total).toList();
    return Resample2d.of(
        value,
        along(value.shape().size(1), weights, reach, stride),
        along(value.shape().size(2), weights, reach, stride));
  }

  private static Taps along(int size, List<Double> weights, int reach, int stride) {
    Taps padded = Taps.reflect(size, reach, reach);
    return padded.then(Taps.correlate(padded.outputs(), weights, stride));
  }
}
