package dev.culebra.tensor;

import dev.culebra.math.Normal;
import dev.culebra.math.Philox;

/**
 * Draws for initializing one parameter: step 0 of the stream named after it.
 *
 * @param seed the model's seed
 * @param stream number of the parameter's stream
 */
record StreamDraws(long seed, int stream) implements Initializer.Draws {
  StreamDraws(long seed, String name) {
    this(seed, Philox.stream("initialize." + name));
  }

  @Override
  public float uniform(long element) {
    return Philox.uniform(seed, 0, stream, element);
  }

  @Override
  public float normal(long element) {
    return Normal.draw(seed, 0, stream, element);
  }
}
