package dev.culebra.model;

import dev.culebra.data.Dataset;
import dev.culebra.loss.BernoulliLoss;
import dev.culebra.loss.ImportanceWeightedLoss;
import dev.culebra.loss.LogDensity;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Unflatten;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Importance weighted autoencoder (Burda, Grosse and Salakhutdinov 2015) with one stochastic layer
 * or several: {@code q(h|x) = q(h1|x)·q(h2|h1)···} and {@code p(x,h) = p(x|h1)·p(h1|h2)···p(hL)},
 * all diagonal normal but for Bernoulli pixels, each network of two tanh layers.
 *
 * <p>Minimizes the negative bound {@code −E ln (1/k · Σ w)} of k draws with weights {@code w =
 * p(x,h)/q(h|x)}, or for comparison the variational one, {@code −E 1/k · Σ ln w}. Pixels are drawn
 * with the grey values as probabilities each time an image is used.
 */
public final class Iwae extends Module implements GenerativeModel, LikelihoodModel {
  /**
   * How the paper trains, for a number of epochs that stands for its 3280. Its objective is the sum
   * over a batch of 20, ours the mean: the gradients are a twentieth, so that the ε of 1e-4 and the
   * second moments, which begin at 1, are a 20th and a 400th.
   */
  static final Map<String, ?> TRAINING =
      Map.of(
          "batch",
          20,
          "epochs",
          40,
          "schedule",
          "stages",
          "learningRate",
          1e-3,
          "beta1",
          0.99,
          "beta2",
          0.999,
          "epsilon",
          1e-4 / 20,
          "secondMoment",
          1.0 / 400);

  /** What is maximized. */
  public enum Bound {
    /** ln of the weights' mean. */
    IWAE,
    /** Mean of the weights' ln: the evidence lower bound of a VAE. */
    VAE
  }

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param bound IWAE or VAE
   * @param samples draws of the latents per image in training, k
   * @param latents sizes of the stochastic layers, from the pixels up
   * @param hidden widths of the two deterministic layers below each stochastic one, and of those
   *     above it on the way back
   * @param binarize whether pixels are drawn; else grey values count as they are
   */
  public record Config(
      Shape input,
      @Describe("iwae: ln of the mean weight; vae: mean of the weights' ln") Bound bound,
      @Describe("draws of the latents per image in training, k") int samples,
      @Describe("sizes of the stochastic layers, from the pixels up") List<Integer> latents,
      @Describe("width of the two layers between a stochastic layer and the one below")
          List<Integer> hidden,
      @Describe("draw the pixels anew each time an image is used, grey values as probabilities")
          boolean binarize) {
    private static final Check CHECK = new Check("iwae");

    public Config {
      latents = List.copyOf(latents);
      hidden = List.copyOf(hidden);
      CHECK.that(input.rank() == 3, "input", input + " is not [H,W,C]");
      CHECK.that(samples >= 1, "samples", samples + " is below 1");
      CHECK.that(!latents.isEmpty(), "latents", "there must be at least one stochastic layer");
      CHECK.that(latents.stream().allMatch(n -> n >= 1), "latents", latents + " has one below 1");
      CHECK.that(
          hidden.size() == latents.size(),
          "hidden",
          hidden.size() + " widths for " + latents.size() + " stochastic layers; give one each");
      CHECK.that(hidden.stream().allMatch(n -> n >= 1), "hidden", hidden + " has one below 1");
    }

    /** One stochastic layer and five draws, as in the paper. */
    public static Config standard(Shape input) {
      return new Config(input, Bound.IWAE, 5, List.of(50), List.of(200), true);
    }
  }

  private final Config config;

  /** q(h1|x), then q(h2|h1), and so on. */
  private final List<GaussianNetwork> encoders = new ArrayList<>();

  /** p(h1|h2), then p(h2|h3), and so on. */
  private final List<GaussianNetwork> priors = new ArrayList<>();

  private final Layer decoder;
  private final Linear pixels;

  public Iwae(Config config) {
    this.config = config;
    List<Integer> latents = config.latents();
    for (int level = 0; level < latents.size(); level++) {
      Shape below = level == 0 ? config.input() : Shape.of(latents.get(level - 1));
      encoders.add(part(network("encoder." + level, below, level, latents.get(level))));
    }
    for (int level = 0; level + 1 < latents.size(); level++) {
      Shape above = Shape.of(latents.get(level + 1));
      priors.add(part(network("prior." + level, above, level + 1, latents.get(level))));
    }
    Shape first = Shape.of(latents.getFirst());
    decoder = part(GaussianNetwork.hidden("decoder.hidden", first, widths(0), Activation.TANH));
    pixels = part(Linear.glorot("decoder.pixels", Shape.of(widths(0).getLast()), config.input()));
  }

  private GaussianNetwork network(String path, Shape input, int level, int latent) {
    return new GaussianNetwork(path, input, widths(level), Activation.TANH, latent);
  }

  private List<Integer> widths(int level) {
    int width = config.hidden().get(level);
    return List.of(width, width);
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public Shape input() {
    return config.input();
  }

  /** Of the last stochastic layer. */
  @Override
  public Shape latent() {
    return Shape.of(config.latents().getLast());
  }

  @Override
  public List<Step> steps() {
    Step bound = new Step("bound", this::losses, parameters());
    return List.of(bound.beginningWith(this::startAtMeanImage));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor logWeights = logWeights(input, input.rng(), config.samples());
    return Losses.of(
        switch (config.bound()) {
          case IWAE -> ImportanceWeightedLoss.of(logWeights);
          case VAE -> logWeights.sumPerSample().affine(-1.0 / config.samples(), 0);
        });
  }

  @Override
  public Tensor logWeights(StepInput input, Rng draws, int count) {
    Tensor images = pixels(input);
    int rows = images.size(0) * count;
    Gaussian posterior = encoders.getFirst().apply(new Flatten().apply(images)).each(count);
    Tensor latents = posterior.draw("h1", draws);
    Tensor logits = new Unflatten(config.input()).apply(logits(latents));
    Tensor ratio =
        BernoulliLoss.of(logits, Gaussian.each(images, count)).add(posterior.logDensity(latents));
    for (int level = 1; level < encoders.size(); level++) {
      Gaussian above = encoders.get(level).apply(latents);
      Tensor next = above.draw("h" + (level + 1), draws);
      Gaussian prior = priors.get(level - 1).apply(next);
      ratio = ratio.add(above.logDensity(next)).subtract(prior.logDensity(latents));
      latents = next;
    }
    Tensor logWeights = LogDensity.standardNormal(latents).subtract(ratio);
    return logWeights.reshape(rows / count, count);
  }

  private Tensor pixels(StepInput input) {
    return config.binarize() ? input.rng().bernoulli("pixels", input.samples()) : input.samples();
  }

  private Tensor logits(Tensor latents) {
    return pixels.apply(decoder.apply(latents));
  }

  @Override
  public List<Tensor> posteriorMeans(StepInput input) {
    return posteriorMeans(pixels(input));
  }

  private List<Tensor> posteriorMeans(Tensor images) {
    List<Tensor> means = new ArrayList<>();
    Tensor below = new Flatten().apply(images);
    for (GaussianNetwork encoder : encoders) {
      below = encoder.apply(below).mean();
      means.add(below);
    }
    return means;
  }

  /** Grey values go in as they are. */
  @Override
  public Tensor encode(Tensor images) {
    return posteriorMeans(images).getLast();
  }

  /** Through the mean of every layer below. */
  @Override
  public Tensor decode(Tensor latents) {
    Tensor above = latents;
    for (GaussianNetwork prior : priors.reversed()) {
      above = prior.apply(above).mean();
    }
    return Activation.SIGMOID.apply(new Unflatten(config.input()).apply(logits(above)));
  }

  @Override
  public Tensor prior(int count, Rng rng) {
    return rng.normal("prior", Shape.of(count).append(latent().sizes()));
  }

  /** The bias of the pixels says at first what the mean image does, within 0.001 to 0.999. */
  private void startAtMeanImage(Dataset data) {
    MemorySegment bias = pixels.bias().data();
    double[] means = data.mean();
    for (int pixel = 0; pixel < means.length; pixel++) {
      double mean = Math.clamp(means[pixel], 0.001, 0.999);
      bias.setAtIndex(ValueLayout.JAVA_FLOAT, pixel, (float) Math.log(mean / (1 - mean)));
    }
  }
}
