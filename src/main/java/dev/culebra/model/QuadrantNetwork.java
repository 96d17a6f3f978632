package dev.culebra.model;

import dev.culebra.nn.Activation;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Unflatten;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * What {@link QuadrantCvae} is compared with: one network from what is visible of an image to a
 * probability for each hidden pixel, which are independent given that.
 */
public final class QuadrantNetwork extends Module implements Reconstructor {
  private final Cvae.Config config;
  private final Quadrants quadrants;
  private final Layer hidden;
  private final Linear pixels;

  QuadrantNetwork(Cvae.Config config) {
    this.config = config;
    quadrants = new Quadrants(config.input(), config.quadrants());
    List<Integer> widths = List.of(config.hidden(), config.hidden());
    hidden = part(GaussianNetwork.hidden("hidden", config.input(), widths, Activation.RELU));
    pixels = part(Linear.glorot("pixels", Shape.of(config.hidden()), config.input()));
  }

  @Override
  public Cvae.Config config() {
    return config;
  }

  @Override
  public Shape input() {
    return config.input();
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("likelihood", this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor images = Cvae.pixels(config, input);
    return Losses.of(quadrants.likelihood(logits(images), images));
  }

  private Tensor logits(Tensor images) {
    Tensor features = hidden.apply(Cvae.flat(quadrants.visible(images)));
    return new Unflatten(config.input()).apply(pixels.apply(features));
  }

  @Override
  public Tensor reconstruct(Tensor images) {
    return quadrants.complete(images, Activation.SIGMOID.apply(logits(images)));
  }
}
