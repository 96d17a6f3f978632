package dev.culebra.nn;

import dev.culebra.tensor.Tensor;

/** {@code y = x + body(x)}: a residual block (He et al. 2015); the body keeps the shape. */
public final class Residual extends Module implements Layer {
  private final Layer body;

  public Residual(Layer body) {
    this.body = part(body);
  }

  @Override
  public Tensor apply(Tensor input) {
    return input.add(body.apply(input));
  }
}
