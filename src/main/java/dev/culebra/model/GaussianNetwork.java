package dev.culebra.model;

import dev.culebra.nn.Activation;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Sequential;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A network that gives each sample a diagonal normal distribution: hidden layers of one width, then
 * one layer for the mean and one for ln σ. Glorot's weights, no bias at first.
 */
final class GaussianNetwork extends Module {
  private final Layer hidden;
  private final Linear mean;
  private final Linear logDeviation;

  /**
   * @param path name in the model
   * @param input shape of what it sees, {@code [features]} or {@code [H,W,C]}
   * @param widths of the hidden layers
   */
  GaussianNetwork(
      String path, Shape input, List<Integer> widths, Activation activation, int latent) {
    hidden = part(hidden(path + ".hidden", input, widths, activation));
    Shape last = Shape.of(widths.getLast());
    mean = part(Linear.glorot(path + ".mean", last, Shape.of(latent)));
    logDeviation = part(Linear.glorot(path + ".log_deviation", last, Shape.of(latent)));
  }

  /** Linear layers, each with an activation after it. */
  static Sequential hidden(String path, Shape input, List<Integer> widths, Activation activation) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    Shape below = input;
    for (int width : widths) {
      Shape from = below;
      Shape to = Shape.of(width);
      layers.add(layer -> Linear.glorot(layer, from, to));
      layers.add(layer -> activation);
      below = to;
    }
    return Sequential.of(path, layers);
  }

  /** {@code [N,features]} to a distribution of {@code [N,latent]}. */
  Gaussian apply(Tensor input) {
    Tensor features = hidden.apply(input);
    return new Gaussian(mean.apply(features), logDeviation.apply(features).affine(2, 0));
  }
}
