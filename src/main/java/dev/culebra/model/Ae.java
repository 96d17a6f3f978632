package dev.culebra.model;

import dev.culebra.loss.BernoulliLoss;
import dev.culebra.loss.JacobianLoss;
import dev.culebra.loss.SparsityLoss;
import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Corruption;
import dev.culebra.nn.Module;
import dev.culebra.nn.TopUnits;
import dev.culebra.op.Abs;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * Autoencoders without a distribution over codes: {@code h = f(x̃)}, {@code x̂ = g(h)}, trained by
 * {@code R(x, x̂) + λ·Ω} with R the squared error or the cross-entropy of Bernoulli pixels. What
 * keeps the code from being a mere copy is chosen apart:
 *
 * <ul>
 *   <li>a code smaller than the sample (undercomplete);
 *   <li>sparseness: {@code Ω = Σ|hⱼ|}, or the divergence of the units' activity from a rate ({@link
 *       SparsityLoss}, Ng 2011), or only the k largest units are kept (Makhzani and Frey 2013);
 *   <li>contraction: {@code Ω = ‖∂h/∂x‖²} ({@link JacobianLoss}, Rifai et al. 2011);
 *   <li>denoising: x̃ is x with {@link Corruption} (Vincent et al. 2008), else x itself.
 * </ul>
 */
public final class Ae extends Module implements LatentModel, Denoiser {
  /** What encoder and decoder are made of. */
  public enum Architecture {
    MLP,
    /** Strided convolutions that halve the image at each level. */
    CONV,
    /** Over the rows of an image, or the steps of a sequence. */
    LSTM,
    GRU
  }

  /** The function that ends the encoder. */
  public enum Code {
    LINEAR,
    RELU,
    SIGMOID,
    TANH
  }

  /** R. */
  public enum Loss {
    BERNOULLI,
    SQUARED_ERROR
  }

  /** What else is asked of the code. */
  public enum Regularizer {
    NONE,
    L1,
    RATE,
    TOP_K,
    CONTRACTIVE
  }

  /** How the Jacobian's norm is found. */
  public enum Jacobian {
    /** In closed form; one sigmoid layer only. */
    ANALYTIC,
    /** By the gradient of each unit. */
    EXACT,
    /** By the gradient along one random direction. */
    SAMPLED
  }

  /**
   * @param input shape of one sample: {@code [H,W,C]}, a sequence {@code [L,features]}, or {@code
   *     [features]}
   * @param architecture MLP, CONV, LSTM or GRU
   * @param hidden widths of the encoder's hidden layers, the decoder's in reverse; LSTM and GRU
   *     have one
   * @param channels channels of each convolution; CONV only
   * @param latent size of the code
   * @param code the function that ends the encoder
   * @param loss BERNOULLI or SQUARED_ERROR
   * @param regularizer Ω
   * @param weight λ
   * @param rate ρ, mean activity of a unit; RATE only
   * @param kept k; TOP_K only
   * @param jacobian how the norm is found; CONTRACTIVE only
   * @param noise the corruption of what is encoded in training
   * @param noiseLevel standard deviation of Gaussian noise; else the probability of a change
   */
  public record Config(
      Shape input,
      @Describe("mlp; conv: strided 4x4 convolutions; lstm or gru over the rows of an image")
          Architecture architecture,
      @Describe("widths of the encoder's hidden layers, the decoder's in reverse")
          List<Integer> hidden,
      @Describe("channels of each convolution, conv only") List<Integer> channels,
      @Describe("size of the code") int latent,
      @Describe("function that ends the encoder: linear, relu, sigmoid or tanh") Code code,
      @Describe("bernoulli (pixels in [0,1]) or squared_error") Loss loss,
      @Describe(
              "none; l1; rate: divergence from a rate of activity; top_k: the largest units;"
                  + " contractive: the Jacobian's norm")
          Regularizer regularizer,
      @Describe("weight of the regularizer") double weight,
      @Describe("mean activity of a unit, rate only") double rate,
      @Describe("units that are kept, top_k only") int kept,
      @Describe(
              "analytic: one sigmoid layer; exact: a gradient a unit; sampled: along a random"
                  + " direction; contractive only")
          Jacobian jacobian,
      @Describe("corruption in training: none, gaussian, masking or salt_pepper")
          Corruption.Noise noise,
      @Describe("standard deviation of gaussian noise, else the share of changed pixels")
          double noiseLevel) {
    private static final Check CHECK = new Check("ae");

    public Config {
      hidden = List.copyOf(hidden);
      channels = List.copyOf(channels);
      boolean isRecurrent = architecture == Architecture.LSTM || architecture == Architecture.GRU;
      int rank = input.rank();
      CHECK.that(rank >= 1 && rank <= 3, "input", input + " is not [H,W,C], [L,features] or [n]");
      CHECK.that(
          hidden.stream().allMatch(width -> width >= 1), "hidden", hidden + " has one below 1");
      CHECK.that(latent >= 1, "latent", latent + " is below 1");
      CHECK.that(
          weight >= 0 && Double.isFinite(weight),
          "weight",
          weight + " is negative or not a number");
      if (isRecurrent) {
        CHECK.that(
            rank >= 2, "architecture", "recurrent layers need steps; " + input + " has none");
        CHECK.that(hidden.size() == 1, "hidden", hidden + " is not one width");
      }
      if (architecture == Architecture.CONV) {
        CHECK.that(rank == 3, "architecture", "convolutions need [H,W,C], not " + input);
        String refusal = SampleNetworks.halvingRefusal(input, channels);
        CHECK.that(refusal == null, "channels", refusal);
      }
      if (regularizer == Regularizer.RATE) {
        CHECK.that(rate > 0 && rate < 1, "rate", rate + " is not in (0, 1)");
        CHECK.that(code == Code.SIGMOID, "code", "a rate needs a sigmoid");
      }
      if (regularizer == Regularizer.TOP_K) {
        String range = "%d is not from 1 to the code's %d units".formatted(kept, latent);
        CHECK.that(kept >= 1 && kept <= latent, "kept", range);
      }
      if (regularizer == Regularizer.CONTRACTIVE && jacobian == Jacobian.ANALYTIC) {
        boolean isOneLayer = architecture == Architecture.MLP && hidden.isEmpty();
        CHECK.that(
            isOneLayer && code == Code.SIGMOID, "jacobian", "analytic is for one sigmoid layer");
      }
      String refusal = new Corruption(noise, noiseLevel).refusal();
      CHECK.that(refusal == null, "noiseLevel", refusal);
    }

    /** 784-256-32-256-784 on MNIST, undercomplete and nothing else. */
    public static Config standard(Shape input) {
      return new Config(
          input,
          Architecture.MLP,
          List.of(256),
          List.of(32, 64),
          32,
          Code.LINEAR,
          Loss.BERNOULLI,
          Regularizer.NONE,
          0.1,
          0.05,
          8,
          Jacobian.SAMPLED,
          Corruption.Noise.NONE,
          0.3);
    }
  }

  private final Config config;
  private final AeNetworks networks;

  public Ae(Config config) {
    this.config = config;
    networks = part(AeNetworks.of(config));
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
  public String unit() {
    return config.loss() == Loss.BERNOULLI ? "nats per sample" : "squared error per sample";
  }

  @Override
  public double noiseLevel() {
    return config.noise() == Corruption.Noise.GAUSSIAN ? config.noiseLevel() : 0;
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("reconstruction", this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor samples = input.samples();
    Tensor seen = new Corruption(config.noise(), config.noiseLevel()).apply(samples, input.rng());
    Tensor hidden = encode(seen);
    Tensor output = networks.decoded(hidden);
    boolean isBernoulli = config.loss() == Loss.BERNOULLI;
    Tensor squaredError = SquaredErrorLoss.of(expected(output), samples);
    Tensor error = isBernoulli ? BernoulliLoss.of(output, samples) : squaredError;
    Tensor penalty = penalty(hidden, seen, input.rng());
    Tensor total = penalty == null ? error : error.add(penalty.affine(config.weight(), 0));
    Losses losses = Losses.of(total).with("squared_error", squaredError);
    return penalty == null ? losses : losses.with("penalty", penalty);
  }

  /** Ω, {@code [N]}; null if the objective has none. */
  private Tensor penalty(Tensor hidden, Tensor seen, Rng rng) {
    return switch (config.regularizer()) {
      case NONE, TOP_K -> null;
      case L1 -> hidden.map(Abs::of).sumPerSample();
      case RATE -> SparsityLoss.of(hidden, config.rate()).broadcast(hidden.size(0));
      case CONTRACTIVE ->
          switch (config.jacobian()) {
            case ANALYTIC -> JacobianLoss.ofSigmoidLayer(hidden, networks.codeWeight());
            case EXACT -> JacobianLoss.exact(hidden, seen);
            case SAMPLED -> JacobianLoss.sampled(hidden, seen, 1, rng);
          };
    };
  }

  @Override
  public Tensor encode(Tensor samples) {
    Tensor units = activated(networks.code(samples));
    return config.regularizer() == Regularizer.TOP_K
        ? new TopUnits(config.kept()).apply(units)
        : units;
  }

  private Tensor activated(Tensor units) {
    return switch (config.code()) {
      case LINEAR -> units;
      case RELU -> Activation.RELU.apply(units);
      case SIGMOID -> Activation.SIGMOID.apply(units);
      case TANH -> Activation.TANH.apply(units);
    };
  }

  @Override
  public Tensor decode(Tensor latents) {
    return expected(networks.decoded(latents));
  }

  private Tensor expected(Tensor output) {
    return config.loss() == Loss.BERNOULLI ? Activation.SIGMOID.apply(output) : output;
  }
}
