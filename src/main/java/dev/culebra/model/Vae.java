package dev.culebra.model;

import dev.culebra.loss.BernoulliLoss;
import dev.culebra.loss.GaussianLoss;
import dev.culebra.loss.LogDensity;
import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.LagrangeMultiplier;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Unflatten;
import dev.culebra.op.Abs;
import dev.culebra.optim.Schedule;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * Variational autoencoder: q(z|x) = N(μ(x), diag σ²(x)), p(z) = N(0, I), Bernoulli or Gaussian
 * decoder. Kingma and Welling 2013.
 *
 * <p>Minimizes the negative evidence lower bound {@code R + β·KL} per sample, in nats, with {@code
 * R = E_q[−ln p(x|z)]} and {@code KL = KL(q(z|x) ‖ p(z))}, by the reparameterized draw {@code z = μ
 * + σ·ε}; β ≠ 1 is Higgins et al. 2017. Or, by the objective,
 *
 * <ul>
 *   <li>{@code R + γ·|KL − C|} with a capacity C that rises from 0 over the training (Burgess et
 *       al. 2018); KL is the batch's mean;
 *   <li>{@code KL + λ·E_q[‖x − x̂‖²/(D·κ²) − 1]} with D pixels and a multiplier λ that rises until
 *       the root mean square error is within the tolerance κ (GECO; Rezende and Viola 2018).
 * </ul>
 */
public final class Vae extends Module implements GenerativeModel, LikelihoodModel {
  /** Fully connected, or strided convolutions that halve the image at each level. */
  public enum Architecture {
    MLP,
    CONV
  }

  /** Distribution of a pixel given the latent. */
  public enum Likelihood {
    /** Pixels in [0, 1]; grey values count as probabilities. */
    BERNOULLI,
    /** Normal with one learned variance for all pixels; in GECO that of the tolerance. */
    GAUSSIAN
  }

  /** What is minimized. */
  public enum Objective {
    ELBO,
    CAPACITY,
    GECO
  }

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param architecture MLP or CONV
   * @param hidden width of the hidden layer before and after the latent
   * @param channels channels of each convolution; CONV only
   * @param latent size of the latent
   * @param likelihood BERNOULLI or GAUSSIAN
   * @param beta weight of the KL term
   * @param samples draws of z per image in training
   * @param objective ELBO, CAPACITY or GECO
   * @param capacity C at the end of training, in nats; CAPACITY only
   * @param capacityWeight γ; CAPACITY only. In the paper 1000, which on MNIST drowns R
   * @param tolerance κ, root mean square error per pixel; GECO only
   * @param binarize whether pixels are drawn; else grey values count as they are
   */
  public record Config(
      Shape input,
      @Describe("mlp, or conv: strided 4x4 convolutions") Architecture architecture,
      @Describe("width of the hidden layer") int hidden,
      @Describe("channels of each convolution, conv only") List<Integer> channels,
      @Describe("size of the latent") int latent,
      @Describe("bernoulli (pixels in [0,1]) or gaussian (one learned variance)")
          Likelihood likelihood,
      @Describe("weight of the KL term, elbo only") double beta,
      @Describe("draws of z per image in training") int samples,
      @Describe(
              "elbo; capacity: KL is held at a rising value; geco: the error is held at a"
                  + " tolerance")
          Objective objective,
      @Describe("KL in nats at the end of training, capacity only") double capacity,
      @Describe("weight of the KL's distance from it, capacity only") double capacityWeight,
      @Describe("root mean square error of a pixel, geco only") double tolerance,
      @Describe("draw the pixels anew each time an image is used, grey values as probabilities")
          boolean binarize) {
    private static final Check CHECK = new Check("vae");

    public Config {
      channels = List.copyOf(channels);
      CHECK.that(input.rank() == 3, "input", input + " is not [H,W,C]");
      CHECK.that(hidden >= 1, "hidden", hidden + " is below 1");
      CHECK.that(latent >= 1, "latent", latent + " is below 1");
      CHECK.that(beta >= 0 && Double.isFinite(beta), "beta", beta + " is negative or not a number");
      CHECK.that(samples >= 1, "samples", samples + " is below 1");
      CHECK.that(capacity >= 0, "capacity", capacity + " is negative");
      CHECK.that(capacityWeight >= 0, "capacityWeight", capacityWeight + " is negative");
      CHECK.that(tolerance > 0, "tolerance", tolerance + " is not above 0");
      if (architecture == Architecture.CONV) {
        String refusal = SampleNetworks.halvingRefusal(input, channels);
        CHECK.that(refusal == null, "channels", refusal);
      }
    }

    /** Trained by the bound on images as they are. */
    public Config(
        Shape input,
        Architecture architecture,
        int hidden,
        List<Integer> channels,
        int latent,
        Likelihood likelihood,
        double beta,
        int samples) {
      this(
          input,
          architecture,
          hidden,
          channels,
          latent,
          likelihood,
          beta,
          samples,
          Objective.ELBO,
          25,
          10,
          0.1,
          false);
    }

    /** 784-400-20 on MNIST: the model of the usual tutorials. */
    public static Config standard(Shape input) {
      return new Config(
          input, Architecture.MLP, 400, List.of(32, 64), 20, Likelihood.BERNOULLI, 1, 1);
    }
  }

  private final Config config;
  private final Layer encoder;
  private final Linear mean;
  private final Linear logVariance;
  private final Layer decoder;
  private final Parameter pixelLogVariance;
  private final LagrangeMultiplier multiplier;

  public Vae(Config config) {
    this.config = config;
    int hidden = config.hidden();
    List<Integer> widths = List.of(hidden);
    boolean mlp = config.architecture() == Architecture.MLP;
    encoder =
        part(
            mlp
                ? SampleNetworks.mlpEncoder(config.input(), widths)
                : SampleNetworks.convEncoder(config.input(), config.channels(), widths));
    mean = part(new Linear("mean", hidden, config.latent()));
    logVariance = part(new Linear("log_variance", hidden, config.latent()));
    decoder =
        part(
            mlp
                ? SampleNetworks.mlpDecoder(config.latent(), widths, config.input())
                : SampleNetworks.convDecoder(
                    config.latent(), widths, config.channels(), config.input()));
    pixelLogVariance =
        config.likelihood() == Likelihood.GAUSSIAN && config.objective() != Objective.GECO
            ? parameter(
                new Parameter(
                    "pixel_log_variance", TensorType.f32(1), Initializer.constant(-2), true))
            : null;
    multiplier =
        config.objective() == Objective.GECO
            ? part(new LagrangeMultiplier("multiplier", 0.99, 0.01))
            : null;
  }

  @Override
  public Config config() {
    return config;
  }

  @Override
  public Shape input() {
    return config.input();
  }

  @Override
  public Shape latent() {
    return Shape.of(config.latent());
  }

  @Override
  public List<Step> steps() {
    String name = config.objective().name().toLowerCase(Locale.ROOT);
    return List.of(new Step(name, this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor images = pixels(input);
    Tensor perDraw = Gaussian.each(images, config.samples());
    Gaussian posterior = posterior(images);
    Tensor output = decoded(posterior.each(config.samples()).draw("z", input.rng()));
    Tensor kl = posterior.divergence();
    if (config.objective() == Objective.GECO) {
      Tensor excess = Gaussian.meanOfEach(excess(output, perDraw), config.samples());
      return Losses.of(kl.add(multiplier.apply(excess))).with("kl", kl).with("excess", excess);
    }
    Tensor reconstruction = Gaussian.meanOfEach(likelihood(output, perDraw), config.samples());
    return Losses.of(reconstruction.add(penalty(kl, input)))
        .with("reconstruction", reconstruction)
        .with("kl", kl);
  }

  /** What the bound has for the divergence: weighted, or held at the present capacity. */
  private Tensor penalty(Tensor kl, StepInput input) {
    if (config.objective() == Objective.ELBO) {
      return kl.multiply(input.scalar("kl_weight", new Schedule.Constant(config.beta())));
    }
    Tensor capacity =
        input.scalar("capacity", new Schedule.Linear(0, 1)).affine(config.capacity(), 0);
    return kl.meanAll().subtract(capacity).map(Abs::of).affine(config.capacityWeight(), 0);
  }

  private Tensor likelihood(Tensor output, Tensor images) {
    if (config.likelihood() == Likelihood.BERNOULLI) {
      return BernoulliLoss.of(output, images);
    }
    return pixelLogVariance == null
        ? GaussianLoss.of(output, config.tolerance() * config.tolerance(), images)
        : GaussianLoss.of(output, pixelLogVariance.tensor(), images);
  }

  /** How far the squared error is above its tolerance, in parts of that, {@code [N]}. */
  private Tensor excess(Tensor output, Tensor images) {
    double tolerated = config.tolerance() * config.tolerance() * config.input().elements();
    return SquaredErrorLoss.of(expected(output), images).affine(1 / tolerated, -1);
  }

  private Tensor pixels(StepInput input) {
    return config.binarize() ? input.rng().bernoulli("pixels", input.samples()) : input.samples();
  }

  @Override
  public Tensor logWeights(StepInput input, Rng draws, int count) {
    Tensor images = pixels(input);
    Gaussian posterior = posterior(images).each(count);
    Tensor latents = posterior.draw("z", draws);
    return LogDensity.standardNormal(latents)
        .subtract(posterior.logDensity(latents))
        .subtract(likelihood(decoded(latents), Gaussian.each(images, count)))
        .reshape(images.size(0), count);
  }

  @Override
  public List<Tensor> posteriorMeans(StepInput input) {
    return List.of(encode(pixels(input)));
  }

  private Gaussian posterior(Tensor images) {
    boolean mlp = config.architecture() == Architecture.MLP;
    Tensor features = encoder.apply(mlp ? new Flatten().apply(images) : images);
    return new Gaussian(mean.apply(features), logVariance.apply(features));
  }

  /** Logits or means of the pixels, {@code [N,H,W,C]}. */
  private Tensor decoded(Tensor latents) {
    Tensor output = decoder.apply(latents);
    return config.architecture() == Architecture.MLP
        ? new Unflatten(config.input()).apply(output)
        : output;
  }

  @Override
  public Tensor encode(Tensor images) {
    return posterior(images).mean();
  }

  @Override
  public Tensor decode(Tensor latents) {
    return expected(decoded(latents));
  }

  private Tensor expected(Tensor output) {
    return config.likelihood() == Likelihood.BERNOULLI ? Activation.SIGMOID.apply(output) : output;
  }

  @Override
  public Tensor prior(int count, Rng rng) {
    return rng.normal("prior", Shape.of(count).append(config.latent()));
  }
}
