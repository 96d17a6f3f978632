package dev.culebra.model;

import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.EqualizedLinear;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Module;
import dev.culebra.nn.Sequential;
import dev.culebra.nn.Unflatten;
import dev.culebra.op.Rsqrt;
import dev.culebra.op.Softplus;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Adversarial latent autoencoder of fully connected layers (Pidhorskyi, Adjeroh and Doretto 2020,
 * "Adversarial latent autoencoders"). The generator of a GAN is split into G∘F and its
 * discriminator into D∘E, and both meet in a learned latent space: {@code w = F(z)} on one side,
 * {@code E(x)} on the other. Three updates take turns, with {@code s = softplus} and images x in
 * [−1, 1]:
 *
 * <pre>
 *   discriminator, over E and D:  s(D∘E∘G∘F(z)) + s(−D∘E(x)) + γ/2·‖∇ₓ D∘E(x)‖²
 *   generator, over F and G:      s(−D∘E∘G∘F(z))
 *   reciprocity, over E and G:    ‖F(z) − E∘G∘F(z)‖²/latent
 * </pre>
 *
 * The penalty on the slope of the discriminator at true images (R1; Mescheder et al. 2018) is
 * trained through gradients of gradients. Equalized learning rates; no styles: F is pixel
 * normalization and layers with LeakyReLU, D is linear layers, whose first output is the logit.
 */
public final class Alae extends Module implements GenerativeModel {
  /** Adam without first moment, and averaged weights, as published; the epochs are fewer. */
  static final Map<String, ?> TRAINING =
      Map.of("learningRate", 0.002, "beta1", 0.0, "beta2", 0.99, "batch", 128, "ema", 0.9912);

  private static final double MAPPING_RATE = 0.1;

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param hidden width of the two hidden layers of E and of G
   * @param latent size of z and of w
   * @param mapping layers of F and of D
   * @param penalty γ
   */
  public record Config(
      Shape input,
      @Describe("width of the two hidden layers of encoder and generator") int hidden,
      @Describe("size of the latent") int latent,
      @Describe("layers of each mapping network") int mapping,
      @Describe("weight of the R1 penalty") double penalty) {
    private static final Check CHECK = new Check("alae");

    public Config {
      CHECK.that(input.rank() == 3, "input", input + " is not [H,W,C]");
      CHECK.that(hidden >= 1, "hidden", hidden + " is below 1");
      CHECK.that(latent >= 1, "latent", latent + " is below 1");
      CHECK.that(mapping >= 1, "mapping", mapping + " is below 1");
      CHECK.that(
          penalty >= 0 && Double.isFinite(penalty),
          "penalty",
          penalty + " is negative or no number");
    }

    /** The published settings for MNIST. */
    public static Config standard(Shape input) {
      return new Config(input, 1024, 50, 6, 10);
    }
  }

  private final Config config;
  private final Sequential mapping;
  private final Sequential generator;
  private final Sequential encoder;
  private final Sequential discriminator;

  public Alae(Config config) {
    this.config = config;
    Shape latent = Shape.of(config.latent());
    Shape hidden = Shape.of(config.hidden());
    List<Shape> alike = new ArrayList<>();
    for (int i = 0; i <= config.mapping(); i++) {
      alike.add(latent);
    }
    List<Shape> sizes = List.of(config.input(), hidden, hidden, latent);
    mapping = part(layers("mapping", alike, MAPPING_RATE, true, true));
    generator = part(layers("generator", sizes.reversed(), 1, true, false));
    encoder = part(layers("encoder", sizes, 1, true, true));
    discriminator = part(layers("discriminator", alike, MAPPING_RATE, false, false));
  }

  private static Sequential layers(
      String path, List<Shape> sizes, double rate, boolean isActive, boolean isLastActive) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    int last = sizes.size() - 2;
    for (int i = 0; i <= last; i++) {
      Shape from = sizes.get(i);
      Shape to = sizes.get(i + 1);
      layers.add(name -> new EqualizedLinear(name, from, to, rate));
      if (i < last ? isActive : isLastActive) {
        layers.add(name -> Activation.LEAKY_RELU);
      }
    }
    return Sequential.of(path, layers);
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
    return "squared error per pixel in [-1,1]";
  }

  @Override
  public List<Step> steps() {
    return List.of(
        new Step("discriminator", this::discriminate, both(encoder, discriminator)),
        new Step("generator", this::generate, both(mapping, generator)),
        new Step("reciprocity", this::reciprocate, both(encoder, generator)));
  }

  private static List<Parameter> both(Module one, Module other) {
    List<Parameter> parameters = new ArrayList<>(one.parameters());
    parameters.addAll(other.parameters());
    return parameters;
  }

  private Losses discriminate(StepInput input) {
    Tensor images = signed(input.samples());
    Tensor made = generated(latents(input)).stopGradient();
    Tensor logits = logits(images);
    Tensor logistic = softplus(logits(made)).add(softplus(logits.affine(-1, 0))).sumPerSample();
    Tensor slope = Tensor.gradients(logits.sumAll(), List.of(images)).getFirst();
    Tensor penalty = slope.square().sumPerSample();
    return Losses.of(logistic.add(penalty.affine(config.penalty() / 2, 0)))
        .with("logistic", logistic)
        .with("squared_slope", penalty);
  }

  private Losses generate(StepInput input) {
    return Losses.of(softplus(logits(generated(latents(input))).affine(-1, 0)).sumPerSample());
  }

  private Losses reciprocate(StepInput input) {
    Tensor latents = latents(input);
    return Losses.of(SquaredErrorLoss.mean(encoded(generated(latents)), latents.stopGradient()));
  }

  /** The squared error of reconstructions, which training does not minimize. */
  @Override
  public Losses losses(StepInput input) {
    Tensor images = signed(input.samples());
    return Losses.of(SquaredErrorLoss.mean(generated(encoded(images)), images));
  }

  private static Tensor signed(Tensor samples) {
    return samples.affine(2, -1);
  }

  private static Tensor softplus(Tensor value) {
    return value.map(Softplus::of);
  }

  /** w = F(z) for new z, {@code [N,latent]}. */
  private Tensor latents(StepInput input) {
    return prior(input.samples().size(0), input.rng());
  }

  @Override
  public Tensor prior(int count, Rng rng) {
    Tensor z = rng.normal("z", Shape.of(count, config.latent()));
    Tensor size = z.square().mean(1).affine(1, 1e-8).map(Rsqrt::of);
    return mapping.apply(z.multiply(size));
  }

  /** G: {@code [N,latent] -> [N,H,W,C]}, signed. */
  private Tensor generated(Tensor latents) {
    return new Unflatten(config.input()).apply(generator.apply(latents));
  }

  /** E: {@code [N,H,W,C] -> [N,latent]}. */
  private Tensor encoded(Tensor images) {
    return encoder.apply(new Flatten().apply(images));
  }

  /** D∘E: {@code [N,H,W,C] -> [N,1]}. */
  private Tensor logits(Tensor images) {
    return discriminator.apply(encoded(images)).slice(1, 0, 1);
  }

  @Override
  public Tensor encode(Tensor samples) {
    return encoded(signed(samples));
  }

  /** Not clipped: pixels may lie a little outside [0, 1]. */
  @Override
  public Tensor decode(Tensor latents) {
    return generated(latents).affine(0.5, 0.5);
  }
}
