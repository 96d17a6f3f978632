package dev.culebra.model;

import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.PoolingAutoencoder;
import dev.culebra.nn.Sequential;
import dev.culebra.nn.Unflatten;
import dev.culebra.op.Softplus;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Adversarial autoencoder (Makhzani, Shlens, Jaitly, Goodfellow and Frey 2015): a discriminator d
 * tells codes from draws of the prior, and the encoder e learns to deceive it, until codes are
 * distributed as the prior. With {@code s = softplus}, so that s(−l) is the cross-entropy of logit
 * l called real, and D pixels:
 *
 * <pre>
 *   reconstruction:  ‖x − g(e(x))‖²/D
 *   discriminator:   s(−d(p)) + s(d(e(x))),  p ~ N(0, I), or with labels {@link LabelAae}'s
 *   generator:       s(−d(e(x)))
 * </pre>
 *
 * The three take turns as in the paper; or, as Berthelot et al. 2019 do, the first and the weighted
 * third are one loss, and it and the second come from one forward pass.
 */
public class Aae extends Module implements GenerativeModel {
  /** The options of training, calmer than the usual ones for the sake of the discriminator. */
  static final Map<String, ?> TRAINING = Map.of("learningRate", 2e-4, "beta1", 0.5, "epochs", 20);

  /** Two hidden layers each way, or the convolutions of {@link PoolingAutoencoder}. */
  public enum Architecture {
    MLP,
    POOLING
  }

  /** How the updates follow each other. */
  public enum Turns {
    SEPARATE,
    JOINT
  }

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param classes number of classes that the data tell apart; 0 without labels
   * @param labels whether the discriminator is told the class, and the prior depends on it
   * @param architecture MLP or POOLING
   * @param turns SEPARATE or JOINT
   * @param hidden width of the two hidden layers each way; MLP only
   * @param depth channels at the first scale; POOLING only
   * @param scales how often the image is halved; POOLING only
   * @param latent size of the latent; 2 with labels
   * @param discriminator width of the discriminator's two hidden layers
   * @param weight of the deceived discriminator beside the reconstruction; JOINT only
   */
  public record Config(
      Shape input,
      int classes,
      @Describe("whether the discriminator is told the class, and each class has a prior")
          boolean labels,
      @Describe("mlp, or pooling: the convolutions of acai") Architecture architecture,
      @Describe("separate updates as in the paper, or joint ones from one forward pass")
          Turns turns,
      @Describe("width of the two hidden layers each way, mlp only") int hidden,
      @Describe("channels of the first convolutions, doubled at each scale, pooling only")
          int depth,
      @Describe("how often the image is halved, pooling only") int scales,
      @Describe("size of the latent; 2 with labels") int latent,
      @Describe("width of the discriminator's two hidden layers") int discriminator,
      @Describe("weight of the deceived discriminator, joint only") double weight) {
    private static final Check CHECK = new Check("aae");

    public Config {
      CHECK.that(input.rank() == 3, "input", input + " is not [H,W,C]");
      if (architecture == Architecture.POOLING) {
        PoolingSizes.require("aae", input, depth, scales, latent);
      }
      CHECK.that(hidden >= 1, "hidden", hidden + " is below 1");
      CHECK.that(latent >= 1, "latent", latent + " is below 1");
      CHECK.that(discriminator >= 1, "discriminator", discriminator + " is below 1");
      CHECK.that(
          weight >= 0 && Double.isFinite(weight), "weight", weight + " is negative or no number");
      CHECK.that(!labels || classes >= 1, "labels", "the data have none");
      CHECK.that(
          !labels || latent == 2, "latent", latent + " is not 2, and classes lie in a plane");
    }

    /** The paper's sizes for MNIST. */
    public static Config standard(Shape input, int classes) {
      int scales = PoolingSizes.scales(input, 4);
      return new Config(
          input, classes, false, Architecture.MLP, Turns.SEPARATE, 1000, 16, scales, 8, 1000, 1);
    }

    /** The settings of the lines benchmark, 32x32 to 2x2x16. */
    public static Config lines(Shape input) {
      return new Config(input, 0, false, Architecture.POOLING, Turns.JOINT, 1, 16, 4, 64, 100, 1);
    }
  }

  private final Config config;
  private final Layer encoder;
  private final Layer decoder;
  private final Sequential discriminator;

  /** A model of images, or if the configuration says so of images with their classes. */
  public static Aae of(Config config) {
    return config.labels() ? new LabelAae(config) : new Aae(config);
  }

  Aae(Config config) {
    this.config = config;
    if (config.architecture() == Architecture.POOLING) {
      PoolingAutoencoder pooling =
          part(
              new PoolingAutoencoder(
                  config.input(), config.depth(), config.scales(), config.latent()));
      encoder = pooling::encode;
      decoder = pooling::decode;
    } else {
      Shape latent = Shape.of(config.latent());
      Layer inner =
          part(layers("encoder", config.input(), config.hidden(), latent, Activation.RELU));
      Layer outer =
          part(layers("decoder", latent, config.hidden(), config.input(), Activation.RELU));
      encoder = images -> inner.apply(new Flatten().apply(images));
      decoder =
          codes ->
              new Unflatten(config.input()).apply(Activation.SIGMOID.apply(outer.apply(codes)));
    }
    Shape seen = Shape.of(config.latent() + (config.labels() ? config.classes() : 0));
    discriminator =
        part(
            layers(
                "discriminator", seen, config.discriminator(), Shape.of(1), Activation.LEAKY_RELU));
  }

  /** Two hidden layers of one width, and a linear one. */
  private static Sequential layers(
      String path, Shape input, int width, Shape output, Activation activation) {
    List<Function<String, Layer>> layers =
        List.of(
            name -> GaussianNetwork.hidden(name, input, List.of(width, width), activation),
            name -> Linear.glorot(name, Shape.of(width), output));
    return Sequential.of(path, layers);
  }

  @Override
  public final Config config() {
    return config;
  }

  @Override
  public final Shape input() {
    return config.input();
  }

  @Override
  public final Shape latent() {
    return Shape.of(config.latent());
  }

  @Override
  public final String unit() {
    String pixels = config.architecture() == Architecture.MLP ? "[0,1]" : "[-1,1]";
    return "squared error per pixel in " + pixels;
  }

  @Override
  public final List<Step> steps() {
    if (config.turns() == Turns.JOINT) {
      return List.of(
          new Step("autoencoder", this::together, named("encoder.", "decoder."))
              .and("discriminator", named("discriminator.")));
    }
    return List.of(
        new Step("reconstruction", this::losses, named("encoder.", "decoder.")),
        new Step("discriminator", this::discriminate, named("discriminator.")),
        new Step("generator", this::deceive, named("encoder.")));
  }

  private List<Parameter> named(String... prefixes) {
    return parameters().stream()
        .filter(p -> List.of(prefixes).stream().anyMatch(p.name()::startsWith))
        .toList();
  }

  private Losses together(StepInput input) {
    Tensor images = seen(input.samples());
    Tensor codes = encoder.apply(images);
    Tensor error = SquaredErrorLoss.mean(decoder.apply(codes), images);
    Tensor logits = logits(codes, input);
    Tensor deceived = called(logits, true);
    return Losses.of(error.add(deceived.affine(config.weight(), 0)))
        .with("squared_error", error)
        .with("deceived", deceived)
        .with("discriminator", judged(logits, input));
  }

  private Losses discriminate(StepInput input) {
    Tensor codes = encode(input.samples()).stopGradient();
    return Losses.of(judged(logits(codes, input), input));
  }

  private Losses deceive(StepInput input) {
    return Losses.of(called(logits(encode(input.samples()), input), true));
  }

  /** What the discriminator loses, {@code [N]}, given its logits of the codes. */
  private Tensor judged(Tensor logits, StepInput input) {
    Tensor drawn = logits(drawn(input), input);
    return called(drawn, true).add(called(logits, false));
  }

  /** Cross-entropy of logits {@code [N,1]} called real or not, {@code [N]}. */
  private static Tensor called(Tensor logits, boolean isReal) {
    return logits.affine(isReal ? -1 : 1, 0).map(Softplus::of).sumPerSample();
  }

  private Tensor logits(Tensor codes, StepInput input) {
    return discriminator.apply(judgedBy(codes, input));
  }

  /** What the discriminator sees of a code. */
  Tensor judgedBy(Tensor codes, StepInput input) {
    return codes;
  }

  /** A draw of the prior for each sample. */
  Tensor drawn(StepInput input) {
    return prior(input.samples().size(0), input.rng());
  }

  @Override
  public Tensor prior(int count, Rng rng) {
    return rng.normal("prior", Shape.of(count, config.latent()));
  }

  /** The squared error alone. */
  @Override
  public final Losses losses(StepInput input) {
    Tensor images = seen(input.samples());
    return Losses.of(SquaredErrorLoss.mean(decoder.apply(encoder.apply(images)), images));
  }

  /** Images as the networks see them. */
  private Tensor seen(Tensor samples) {
    return config.architecture() == Architecture.POOLING
        ? PoolingAutoencoder.signed(samples)
        : samples;
  }

  @Override
  public final Tensor encode(Tensor samples) {
    return encoder.apply(seen(samples));
  }

  /** With convolutions not clipped: pixels may lie a little outside [0, 1]. */
  @Override
  public final Tensor decode(Tensor latents) {
    Tensor images = decoder.apply(latents);
    return config.architecture() == Architecture.POOLING
        ? PoolingAutoencoder.unsigned(images)
        : images;
  }
}
