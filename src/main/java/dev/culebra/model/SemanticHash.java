package dev.culebra.model;

import dev.culebra.loss.BernoulliLoss;
import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.loss.WordCountLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.Sequential;
import dev.culebra.nn.Unflatten;
import dev.culebra.op.Cast;
import dev.culebra.op.Greater;
import dev.culebra.op.Log1p;
import dev.culebra.op.Maximum;
import dev.culebra.op.Softmax;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Semantic hashing: an autoencoder whose code is binary, so that similar samples are found by
 * looking at nearby codes. Salakhutdinov and Hinton 2009, "Semantic hashing".
 *
 * <p>A bit is {@code b = [a > 0]} for the encoder's output {@code a}. In training the decoder sees
 * {@code σ(a + σ_noise·ε)} instead, ε standard normal: against noise of that size only an a far
 * from zero tells anything, so the encoder learns to be decided. Or it sees bits drawn with
 * probability {@code σ(a)}, whose gradient passes straight through to that probability (Bengio,
 * Léonard and Courville 2013); rounded instead of drawn, all bits soon stand still. Held-out
 * samples are judged by their bits, without draws.
 *
 * <p>Images have Bernoulli pixels. Texts are counts of words ({@code [words]}): the encoder sees
 * {@code ln(1 + count)}, and the decoder's softmax, times the length of the text, is the rate of
 * each word ({@link WordCountLoss}). The authors pretrained with Boltzmann machines; here all
 * layers are trained together from random weights, with ReLU.
 */
public final class SemanticHash extends Module implements LatentModel {
  /** How the code is kept binary. */
  public enum Binarization {
    /** Gaussian noise before the logistic units. */
    NOISE,
    /** Units drawn as 0 or 1, whose gradient passes to their probability. */
    STRAIGHT
  }

  /**
   * @param input shape of one image, {@code [H,W,C]}, or the size of the vocabulary, {@code
   *     [words]}
   * @param hidden units of each hidden layer of the encoder, outermost first; the decoder mirrors
   * @param latent bits of the code
   * @param binarization NOISE or STRAIGHT
   * @param noise standard deviation of the noise; NOISE only
   */
  public record Config(
      Shape input,
      @Describe("units of each hidden layer of the encoder; the decoder mirrors them")
          List<Integer> hidden,
      @Describe("bits of the code") int latent,
      @Describe(
              "noise before the logistic code units, or straight: drawn bits, whose gradient passes"
                  + " straight through")
          Binarization binarization,
      @Describe("standard deviation of the noise, noise only") double noise) {
    private static final Check CHECK = new Check("semantic-hash");

    public Config {
      hidden = List.copyOf(hidden);
      CHECK.that(
          input.rank() == 1 || input.rank() == 3, "input", input + " is not [H,W,C] or [words]");
      CHECK.that(
          hidden.stream().allMatch(units -> units >= 1), "hidden", hidden + " has one below 1");
      CHECK.that(latent >= 1, "latent", latent + " is below 1");
      CHECK.that(
          noise >= 0 && Double.isFinite(noise), "noise", noise + " is negative or no number");
    }

    /** 32 bits behind two layers of 500, noise of variance 16 as in the paper. */
    public static Config standard(Shape input) {
      return new Config(input, List.of(500, 500), 32, Binarization.NOISE, 4);
    }

    /** Whether samples are counts of words. */
    public boolean isText() {
      return input.rank() == 1;
    }
  }

  private final Config config;
  private final Layer encoder;
  private final Layer decoder;

  public SemanticHash(Config config) {
    this.config = config;
    List<Shape> sizes = new ArrayList<>(List.of(config.input()));
    config.hidden().forEach(units -> sizes.add(Shape.of(units)));
    sizes.add(Shape.of(config.latent()));
    encoder = part(layers("encoder", sizes));
    decoder = part(layers("decoder", sizes.reversed()));
  }

  /** Linear layers from size to size with ReLU in between. */
  private static Sequential layers(String path, List<Shape> sizes) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    for (int i = 0; i + 1 < sizes.size(); i++) {
      Shape from = sizes.get(i);
      Shape to = sizes.get(i + 1);
      if (i > 0) {
        layers.add(name -> Activation.RELU);
      }
      layers.add(name -> new Linear(name, from, to));
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
    return config.isText() ? "nats per text, or per word" : "nats or squared error per sample";
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("reconstruction", this::trained, parameters()));
  }

  private Losses trained(StepInput input) {
    return losses(input.samples(), code(outputs(input.samples()), input.rng()));
  }

  @Override
  public Losses losses(StepInput input) {
    return losses(input.samples(), encode(input.samples()));
  }

  private Losses losses(Tensor samples, Tensor code) {
    Tensor logits = logits(code);
    if (!config.isText()) {
      Tensor pixels = Activation.SIGMOID.apply(logits);
      return Losses.of(BernoulliLoss.of(logits, samples))
          .with("squared_error", SquaredErrorLoss.of(pixels, samples));
    }
    Tensor nats = WordCountLoss.of(logits, samples);
    return Losses.of(nats).with("per_word", nats.divide(length(samples)));
  }

  /** Words of each text, {@code [N]}; 1 for a text without any, so that it can divide. */
  private static Tensor length(Tensor counts) {
    return Tensor.apply(
        values -> Maximum.of(values[0], values[1]), counts.sumPerSample(), Tensor.scalar(1));
  }

  /** What the decoder sees in training, {@code [N,latent]} in [0, 1]. */
  private Tensor code(Tensor outputs, Rng rng) {
    return switch (config.binarization()) {
      case NOISE -> {
        Tensor noise = rng.normal("noise", outputs.shape());
        yield Activation.SIGMOID.apply(outputs.add(noise.affine(config.noise(), 0)));
      }
      case STRAIGHT -> {
        Tensor probability = Activation.SIGMOID.apply(outputs);
        Tensor bits = rng.bernoulli("bits", probability.stopGradient());
        yield probability.add(bits.subtract(probability).stopGradient());
      }
    };
  }

  /** The encoder's outputs before they become bits, {@code [N,latent]}. */
  private Tensor outputs(Tensor samples) {
    return encoder.apply(config.isText() ? samples.map(Log1p::of) : new Flatten().apply(samples));
  }

  private Tensor logits(Tensor code) {
    Tensor logits = decoder.apply(code);
    return config.isText() ? logits : new Unflatten(config.input()).apply(logits);
  }

  /** The bits of samples, 0 or 1: {@code [N,...] -> [N,latent]}. */
  @Override
  public Tensor encode(Tensor samples) {
    Tensor isSet =
        Tensor.apply(
            values -> Greater.of(values[0], values[1]), outputs(samples), Tensor.scalar(0));
    return isSet.map(value -> Cast.of(value, DType.F32));
  }

  /** Pixels in [0, 1], or the probability of each word. */
  @Override
  public Tensor decode(Tensor latents) {
    Tensor logits = logits(latents);
    return config.isText()
        ? logits.map(value -> Softmax.of(value, 1))
        : Activation.SIGMOID.apply(logits);
  }
}
