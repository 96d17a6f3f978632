package dev.culebra.model;

import dev.culebra.loss.BernoulliLoss;
import dev.culebra.loss.GaussianKlLoss;
import dev.culebra.loss.GaussianLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Conv2d;
import dev.culebra.nn.ConvTranspose2d;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Sequential;
import dev.culebra.nn.Unflatten;
import dev.culebra.optim.Schedule;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Variational autoencoder: q(z|x) = N(μ(x), diag σ²(x)), p(z) = N(0, I), Bernoulli or Gaussian
 * decoder. Kingma and Welling 2013; with β ≠ 1 Higgins et al. 2017.
 *
 * <p>Minimizes the negative evidence lower bound {@code E_q[−log p(x|z)] + β·KL(q(z|x) ‖ p(z))} per
 * sample, in nats, by the reparameterized draw {@code z = μ + σ·ε}.
 */
public final class Vae extends Module implements GenerativeModel {
  /** Fully connected, or strided convolutions that halve the image at each level. */
  public enum Architecture {
    MLP,
    CONV
  }

  /** Distribution of a pixel given the latent. */
  public enum Likelihood {
    /** Pixels in [0, 1]; grey values count as probabilities. */
    BERNOULLI,
    /** Normal with one learned variance for all pixels. */
    GAUSSIAN
  }

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param architecture MLP or CONV
   * @param hidden width of the hidden layer before and after the latent
   * @param channels channels of each convolution; CONV only
   * @param latent size of the latent
   * @param likelihood BERNOULLI or GAUSSIAN
   * @param beta weight of the KL term
   * @param samples draws of z per image in training, L
   */
  public record Config(
      Shape input,
      @Describe("mlp, or conv: strided 4x4 convolutions") Architecture architecture,
      @Describe("width of the hidden layer") int hidden,
      @Describe("channels of each convolution, conv only") List<Integer> channels,
      @Describe("size of the latent") int latent,
      @Describe("bernoulli (pixels in [0,1]) or gaussian (one learned variance)")
          Likelihood likelihood,
      @Describe("weight of the KL term") double beta,
      @Describe("draws of z per image in training") int samples) {
    public Config {
      channels = List.copyOf(channels);
      require(input.rank() == 3, "input", input + " is not [H,W,C]");
      require(hidden >= 1, "hidden", hidden + " is below 1");
      require(latent >= 1, "latent", latent + " is below 1");
      require(beta >= 0 && Double.isFinite(beta), "beta", beta + " is negative or not a number");
      require(samples >= 1, "samples", samples + " is below 1");
      if (architecture == Architecture.CONV) {
        int factor = 1 << channels.size();
        require(!channels.isEmpty(), "channels", "a conv model needs at least one convolution");
        require(channels.stream().allMatch(c -> c >= 1), "channels", channels + " has one below 1");
        require(
            input.size(0) % factor == 0 && input.size(1) % factor == 0,
            "channels",
            channels.size()
                + " convolutions halve the image "
                + channels.size()
                + " times; "
                + input.size(0)
                + "x"
                + input.size(1)
                + " is not divisible by "
                + factor);
      }
    }

    /** 784-400-20 on MNIST: the model of the usual tutorials. */
    public static Config standard(Shape input) {
      return new Config(
          input, Architecture.MLP, 400, List.of(32, 64), 20, Likelihood.BERNOULLI, 1, 1);
    }

    private static void require(boolean holds, String field, String fact) {
      if (!holds) {
        throw new IllegalArgumentException("[vae] " + field + ": " + fact);
      }
    }
  }

  private final Config config;
  private final Layer encoder;
  private final Linear mean;
  private final Linear logVariance;
  private final Layer decoder;
  private final Parameter pixelLogVariance;

  public Vae(Config config) {
    this.config = config;
    int hidden = config.hidden();
    boolean conv = config.architecture() == Architecture.CONV;
    encoder = part(conv ? convEncoder(config) : mlpEncoder(config));
    mean = part(new Linear("mean", hidden, config.latent()));
    logVariance = part(new Linear("log_variance", hidden, config.latent()));
    decoder = part(conv ? convDecoder(config) : mlpDecoder(config));
    pixelLogVariance =
        config.likelihood() == Likelihood.GAUSSIAN
            ? parameter(
                new Parameter(
                    "pixel_log_variance",
                    TensorType.f32(1),
                    FileLayout.same(Shape.of(1)),
                    Initializer.constant(-2),
                    true))
            : null;
  }

  private static Layer mlpEncoder(Config config) {
    return Sequential.of(
        "encoder",
        path -> new Linear(path, config.input(), Shape.of(config.hidden())),
        path -> Activation.RELU);
  }

  private static Layer mlpDecoder(Config config) {
    return Sequential.of(
        "decoder",
        path -> new Linear(path, config.latent(), config.hidden()),
        path -> Activation.RELU,
        path -> new Linear(path, Shape.of(config.hidden()), config.input()));
  }

  private static Layer convEncoder(Config config) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    int channels = config.input().size(2);
    for (int outputs : config.channels()) {
      int inputs = channels;
      layers.add(path -> new Conv2d(path, inputs, outputs, 4, 2, 1));
      layers.add(path -> Activation.RELU);
      channels = outputs;
    }
    layers.add(path -> new Flatten());
    layers.add(path -> new Linear(path, smallest(config), Shape.of(config.hidden())));
    layers.add(path -> Activation.RELU);
    return Sequential.of("encoder", layers);
  }

  private static Layer convDecoder(Config config) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    layers.add(path -> new Linear(path, config.latent(), config.hidden()));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new Linear(path, Shape.of(config.hidden()), smallest(config)));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new Unflatten(smallest(config)));
    List<Integer> channels = config.channels();
    for (int level = channels.size() - 1; level >= 0; level--) {
      int inputs = channels.get(level);
      int outputs = level == 0 ? config.input().size(2) : channels.get(level - 1);
      layers.add(path -> new ConvTranspose2d(path, inputs, outputs, 4, 2, 1));
      if (level > 0) {
        layers.add(path -> Activation.RELU);
      }
    }
    return Sequential.of("decoder", layers);
  }

  /** Shape of the image after the last convolution. */
  private static Shape smallest(Config config) {
    int levels = config.channels().size();
    return Shape.of(
        config.input().size(0) >> levels,
        config.input().size(1) >> levels,
        config.channels().getLast());
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
    return List.of(new Step("elbo", this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor images = input.samples();
    Tensor features = features(images);
    Tensor mean = this.mean.apply(features);
    Tensor logVariance = this.logVariance.apply(features);
    Tensor latents = input.rng().gaussian("z", perDraw(mean), perDraw(logVariance));
    Tensor reconstruction = meanOverDraws(likelihood(decoded(latents), perDraw(images)));
    Tensor kl = GaussianKlLoss.of(mean, logVariance);
    Tensor weight = input.scalar("kl_weight", new Schedule.Constant(config.beta()));
    return Losses.of(reconstruction.add(kl.multiply(weight)))
        .with("reconstruction", reconstruction)
        .with("kl", kl);
  }

  private Tensor likelihood(Tensor output, Tensor images) {
    return switch (config.likelihood()) {
      case BERNOULLI -> BernoulliLoss.of(output, images);
      case GAUSSIAN -> GaussianLoss.of(output, pixelLogVariance.tensor(), images);
    };
  }

  /** {@code [N,...] -> [L·N,...]}: every sample L times, draw by draw. */
  private Tensor perDraw(Tensor perSample) {
    if (config.samples() == 1) {
      return perSample;
    }
    int[] sizes = perSample.shape().sizes();
    int[] repeated = Shape.of(config.samples()).append(sizes).sizes();
    sizes[0] *= config.samples();
    return perSample.broadcast(repeated).reshape(sizes);
  }

  /** {@code [L·N] -> [N]}. */
  private Tensor meanOverDraws(Tensor perDraw) {
    int draws = config.samples();
    if (draws == 1) {
      return perDraw;
    }
    int samples = perDraw.size(0) / draws;
    return perDraw.reshape(draws, samples).sum(0).reshape(samples).affine(1.0 / draws, 0);
  }

  private Tensor features(Tensor images) {
    boolean mlp = config.architecture() == Architecture.MLP;
    return encoder.apply(mlp ? new Flatten().apply(images) : images);
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
    return mean.apply(features(images));
  }

  @Override
  public Tensor decode(Tensor latents) {
    Tensor output = decoded(latents);
    return config.likelihood() == Likelihood.BERNOULLI ? Activation.SIGMOID.apply(output) : output;
  }

  @Override
  public Tensor prior(int count, Rng rng) {
    return rng.normal("prior", Shape.of(count).append(config.latent()));
  }
}
