package dev.culebra.nn;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Tensor;

/**
 * A linear layer with equalized learning rate (Karras et al. 2018): {@code y = x·(W·c) + b·m} with
 * {@code c = m·√(2/inputs)} and a factor m of the learning rate. W starts from N(0, 1/m²), b from
 * 0, so that signals keep their size behind LeakyReLU, and an optimizer whose steps do not depend
 * on the gradient's size moves every layer alike, m times as fast as others.
 */
public final class EqualizedLinear extends Module implements Layer {
  private final Linear linear;
  private final double scale;
  private final double rate;

  /**
   * @param path name of the layer in the model
   * @param input {@code [features]}, or {@code [H,W,C]} if the features are a flattened image
   * @param output {@code [features]}, or {@code [H,W,C]} if the result becomes an image
   * @param rate m
   */
  public EqualizedLinear(String path, Shape input, Shape output, double rate) {
    linear =
        part(new Linear(path, input, output, Initializer.normal(1 / rate), Initializer.zeros()));
    scale = rate * Math.sqrt(2.0 / input.elements());
    this.rate = rate;
  }

  @Override
  public Tensor apply(Tensor input) {
    return input
        .matmul(linear.weight())
        .affine(scale, 0)
        .add(linear.bias().tensor().affine(rate, 0));
  }
}
