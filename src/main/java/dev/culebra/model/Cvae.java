package dev.culebra.model;

import dev.culebra.nn.Activation;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Unflatten;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * Conditional variational autoencoder (Sohn, Lee and Yan 2015): {@code p(y|x) = ∫ p(y|x,z)·p(z|x)
 * dz}. Minimizes the negative conditional bound {@code E_q[−ln p(y|x,z)] + KL(q(z|x,y) ‖ p(z|x))}
 * per sample, in nats, with Bernoulli pixels and diagonal normal latents. Two conditions:
 *
 * <ul>
 *   <li>{@link LabelCvae}: x is the class, y the image; p(z|x) is the standard normal. Draws images
 *       of a class.
 *   <li>{@link QuadrantCvae}: x is what is visible of an image, y the rest, p(z|x) a network.
 *       Completes images.
 * </ul>
 */
public abstract sealed class Cvae extends Module implements LikelihoodModel
    permits LabelCvae, QuadrantCvae {
  /** What is known. */
  public enum Condition {
    LABEL,
    QUADRANT
  }

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param classes number of classes that the data tell apart
   * @param condition LABEL or QUADRANT
   * @param quadrants how many are visible: the lower left, then the upper left, then the upper
   *     right; QUADRANT only
   * @param stochastic false for the paper's baseline, one network for p(y|x); QUADRANT only
   * @param hidden width of the two hidden layers of every network
   * @param latent size of the latent
   * @param binarize whether pixels are drawn; else grey values count as they are
   */
  public record Config(
      Shape input,
      int classes,
      @Describe("what is known: label, or quadrant: a part of the image") Condition condition,
      @Describe("how many quarters of the image are visible, 1 to 3, quadrant only") int quadrants,
      @Describe("false for one network without latents, to compare with, quadrant only")
          boolean stochastic,
      @Describe("width of the two hidden layers of every network") int hidden,
      @Describe("size of the latent") int latent,
      @Describe("draw the pixels anew each time an image is used, grey values as probabilities")
          boolean binarize) {
    private static final Check CHECK = new Check("cvae");

    public Config {
      CHECK.that(input.rank() == 3, "input", input + " is not [H,W,C]");
      CHECK.that(quadrants >= 1 && quadrants <= 3, "quadrants", quadrants + " is not 1, 2 or 3");
      CHECK.that(hidden >= 1, "hidden", hidden + " is below 1");
      CHECK.that(latent >= 1, "latent", latent + " is below 1");
      CHECK.that(
          condition == Condition.LABEL || input.size(0) >= 2 && input.size(1) >= 2,
          "condition",
          input + " has no quadrants");
      CHECK.that(
          stochastic || condition == Condition.QUADRANT,
          "stochastic",
          "a model of classes needs its latents");
    }

    /** Images of a class. */
    public static Config standard(Shape input, int classes) {
      return new Config(input, classes, Condition.LABEL, 1, true, 400, 20, false);
    }
  }

  protected final Config config;

  /** p(y|x,z) from latents and what is known; {@link #images} makes images of its result. */
  private final Layer decoder;

  private final Linear pixels;

  Cvae(Config config, int decoderInputs) {
    this.config = config;
    Shape features = Shape.of(decoderInputs);
    decoder = part(GaussianNetwork.hidden("decoder.hidden", features, widths(), Activation.RELU));
    pixels = part(Linear.glorot("decoder.pixels", Shape.of(config.hidden()), config.input()));
  }

  /** The model of a configuration. */
  public static Model of(Config config) {
    return switch (config.condition()) {
      case LABEL -> new LabelCvae(config);
      case QUADRANT -> config.stochastic() ? new QuadrantCvae(config) : new QuadrantNetwork(config);
    };
  }

  final List<Integer> widths() {
    return List.of(config.hidden(), config.hidden());
  }

  /** x as features: {@code [N,known]}. */
  abstract Tensor known(StepInput input, Tensor images);

  /** q(z|x,y). */
  abstract Gaussian posterior(Tensor images, Tensor known);

  /** p(z|x). */
  abstract Gaussian prior(Tensor known);

  /** −ln p(y|x,z), {@code [N]}, from the logits of all pixels. */
  abstract Tensor likelihood(Tensor logits, Tensor images);

  @Override
  public final Config config() {
    return config;
  }

  @Override
  public final Shape input() {
    return config.input();
  }

  @Override
  public final List<Step> steps() {
    return List.of(new Step("elbo", this::losses, parameters()));
  }

  @Override
  public final Losses losses(StepInput input) {
    Tensor images = pixels(config, input);
    Tensor known = known(input, images);
    Gaussian posterior = posterior(images, known);
    Tensor latents = posterior.draw("z", input.rng());
    Tensor reconstruction = likelihood(logits(latents, known), images);
    Tensor kl = posterior.divergence(prior(known));
    return Losses.of(reconstruction.add(kl)).with("reconstruction", reconstruction).with("kl", kl);
  }

  @Override
  public final Tensor logWeights(StepInput input, Rng draws, int count) {
    Tensor images = pixels(config, input);
    Tensor known = known(input, images);
    Gaussian posterior = posterior(images, known).each(count);
    Tensor latents = posterior.draw("z", draws);
    Tensor logits = logits(latents, Gaussian.each(known, count));
    return prior(known)
        .each(count)
        .logDensity(latents)
        .subtract(posterior.logDensity(latents))
        .subtract(likelihood(logits, Gaussian.each(images, count)))
        .reshape(images.size(0), count);
  }

  @Override
  public final List<Tensor> posteriorMeans(StepInput input) {
    Tensor images = pixels(config, input);
    return List.of(posterior(images, known(input, images)).mean());
  }

  /** Logits of all pixels, {@code [N,H,W,C]}. */
  final Tensor logits(Tensor latents, Tensor known) {
    Tensor features = decoder.apply(Tensor.concat(1, latents, known));
    return new Unflatten(config.input()).apply(pixels.apply(features));
  }

  static Tensor pixels(Config config, StepInput input) {
    return config.binarize() ? input.rng().bernoulli("pixels", input.samples()) : input.samples();
  }

  static Tensor flat(Tensor images) {
    return new Flatten().apply(images);
  }
}
