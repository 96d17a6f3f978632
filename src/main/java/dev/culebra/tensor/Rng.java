package dev.culebra.tensor;

import dev.culebra.math.Philox;
import dev.culebra.op.Dropout;
import dev.culebra.op.GaussianSample;
import dev.culebra.op.RandomBernoulli;
import dev.culebra.op.RandomCategorical;
import dev.culebra.op.RandomGumbel;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.RandomPermutation;
import dev.culebra.op.RandomUniform;
import dev.culebra.op.VqRevive;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

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

  private Tensor counter(Shape drawn) {
    return Trace.counter(counter, drawn);
  }

  /** Standard normal draws. */
  public Tensor normal(String name, Shape shape) {
    return Tensor.apply(new RandomNormal(shape, Philox.stream(name)), counter(shape));
  }

  /** Uniform draws in (0, 1). */
  public Tensor uniform(String name, Shape shape) {
    return Tensor.apply(new RandomUniform(shape, Philox.stream(name)), counter(shape));
  }

  /** 1 with the given probabilities, else 0. */
  public Tensor bernoulli(String name, Tensor probabilities) {
    return Tensor.apply(
        new RandomBernoulli(Philox.stream(name)), probabilities, counter(probabilities.shape()));
  }

  /** Zeros with probability {@code rate}; what stays is divided by {@code 1 − rate}. */
  public Tensor dropout(String name, Tensor input, double rate) {
    return Tensor.apply(
        values -> Dropout.of(values[0], values[1], rate, Philox.stream(name)),
        input,
        counter(input.shape()));
  }

  /** Standard Gumbel draws, {@code −log(−log u)}. */
  public Tensor gumbel(String name, Shape shape) {
    return Tensor.apply(new RandomGumbel(shape, Philox.stream(name)), counter(shape));
  }

  /** Classes drawn with probabilities softmax(logits): {@code f32[…,K] -> i32[…]}. */
  public Tensor categorical(String name, Tensor logits) {
    return Tensor.apply(
        new RandomCategorical(Philox.stream(name)), logits, counter(logits.shape()));
  }

  /** The numbers 0 to count − 1 in a random order, i32. */
  public Tensor permutation(String name, int count) {
    return Tensor.apply(new RandomPermutation(count, Philox.stream(name)), counter);
  }

  /** Reparameterized draw {@code mean + exp(½·logVariance)·ε} (Kingma and Welling 2013). */
  public Tensor gaussian(String name, Tensor mean, Tensor logVariance) {
    return Tensor.apply(
        new GaussianSample(Philox.stream(name)), mean, logVariance, counter(mean.shape()));
  }

  /**
   * Codes that hardly any vector chooses become random vectors of the batch.
   *
   * @param state codebook, counts and sums, as of {@link VqRevive}
   * @param finite f32 scalar; if it is 0 they stay as they are
   * @return their next values
   */
  public List<Tensor> revive(
      String name, double threshold, List<Tensor> state, Tensor vectors, Tensor finite) {
    List<Tensor> arguments = new ArrayList<>(state);
    arguments.addAll(List.of(vectors, counter, finite));
    return Tensor.record(new VqRevive((float) threshold, Philox.stream(name)), arguments);
  }
}
