package dev.culebra.train;

import dev.culebra.ir.Input;
import dev.culebra.op.Reparameterize;
import dev.culebra.run.Bound;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Draws that a golden file holds, {@code draw.<step>.<name>.<time>}, instead of random ones, so
 * that PyTorch's noise can be given.
 */
final class GivenDraws extends Rng {
  private final Safetensors golden;
  private final String step;
  private final Map<String, Input> feeds = new LinkedHashMap<>();

  GivenDraws(Tensor counter, Safetensors golden, String step) {
    super(counter);
    this.golden = golden;
    this.step = step;
  }

  private Tensor given(String name) {
    return Tensor.of(
        feeds.computeIfAbsent(name, _ -> Input.feed("draw", golden.type(tensor(name, 0)))));
  }

  private String tensor(String name, int time) {
    return "draw." + step + "." + name + "." + time;
  }

  /** Writes what was drawn at a time. */
  void write(Bound bound, int time) {
    feeds.forEach(
        (name, feed) -> {
          if (bound.reads(feed)) {
            bound.feed(feed).copyFrom(golden.bytes(tensor(name, time)));
          }
        });
  }

  @Override
  public Tensor normal(String name, Shape shape) {
    return given(name);
  }

  @Override
  public Tensor uniform(String name, Shape shape) {
    return given(name);
  }

  @Override
  public Tensor bernoulli(String name, Tensor probabilities) {
    return given(name);
  }

  /** The file holds the mask of what stays. */
  @Override
  public Tensor dropout(String name, Tensor input, double rate) {
    return input.multiply(given(name)).affine(1 / (1 - rate), 0);
  }

  @Override
  public Tensor gumbel(String name, Shape shape) {
    return given(name);
  }

  @Override
  public Tensor categorical(String name, Tensor logits) {
    return given(name);
  }

  @Override
  public Tensor permutation(String name, int count) {
    return given(name);
  }

  /** The file holds the standard normal draw. */
  @Override
  public Tensor gaussian(String name, Tensor mean, Tensor logVariance) {
    return Tensor.of(Reparameterize.of(mean.value(), logVariance.value(), given(name).value()));
  }
}
