package dev.culebra.tensor;

import dev.culebra.math.Philox;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.RandomBernoulli;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.RandomUniform;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;

/**
 * Random draws of a program, each by a name. A draw is a pure function of the counter (seed, step)
 * and of its name, so it is the same for any number of threads and after every resume. Two draws of
 * one program must have two names.
 */
public class Rng {
  /** Type of the counter: {seed, step, offset of the first element}. */
  public static final TensorType COUNTER = TensorType.of(DType.I64, 3);

  private final Tensor counter;

  /**
   * @param counter {@code i64[3]} = {seed, step, offset}
   */
  public Rng(Tensor counter) {
    this.counter = counter;
  }

  /** Standard normal draws. */
  public Tensor normal(String name, Shape shape) {
    return Tensor.apply(new RandomNormal(shape, Philox.stream(name)), counter);
  }

  /** Uniform draws in (0, 1). */
  public Tensor uniform(String name, Shape shape) {
    return Tensor.apply(new RandomUniform(shape, Philox.stream(name)), counter);
  }

  /** 1 with the given probabilities, else 0. */
  public Tensor bernoulli(String name, Tensor probabilities) {
    return Tensor.apply(new RandomBernoulli(Philox.stream(name)), probabilities, counter);
  }

  /** Reparameterized draw {@code mean + exp(½·logVariance)·ε} (Kingma and Welling 2013). */
  public Tensor gaussian(String name, Tensor mean, Tensor logVariance) {
    return Tensor.apply(new GaussianSample(Philox.stream(name)), mean, logVariance, counter);
  }
}
