package dev.culebra.model;

import dev.culebra.loss.CrossEntropyLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Conv2d;
import dev.culebra.nn.Embedding;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Module;
import dev.culebra.nn.Sequential;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Gated PixelCNN over codes (van den Oord et al. 2016, Conditional Image Generation with PixelCNN
 * Decoders): {@code p(x|y) = Π p(xᵢ | x₁ … xᵢ₋₁, y)} along the rows of {@code [H,W]}, y the class
 * where there are some. Minimizes the negative log-likelihood per sample, in nats; the prior of a
 * {@link VqVae} trained before it. {@link PixelCnnSampler} draws.
 */
public final class PixelCnn extends Module implements Model {
  /** Options of training that differ from the usual ones. */
  public static final Map<String, ?> TRAINING = Map.of("batch", 32, "learningRate", 3e-4);

  /**
   * @param input shape of one sample's codes, {@code [H,W]} or {@code [H,W,1]}
   * @param values how many codes there are
   * @param classes that the data tell apart; 0 to learn without them
   * @param hidden C, channels of both stacks
   * @param layers gated layers
   * @param kernel columns that a layer sees, odd
   */
  public record Config(
      Shape input,
      int values,
      @Describe("classes to condition on; 0 for none") int classes,
      @Describe("channels of both stacks") int hidden,
      @Describe("gated layers") int layers,
      @Describe("columns that a layer sees, odd") int kernel) {
    private static final Check CHECK = new Check("pixelcnn");

    public Config {
      CHECK.that(
          input.rank() == 2 || input.rank() == 3 && input.size(2) == 1,
          "input",
          input + " is not [H,W]; give codes (culebra codes RUN)");
      CHECK.that(values >= 2, "values", values + " is below 2");
      CHECK.that(classes >= 0, "classes", classes + " is negative");
      CHECK.that(hidden >= 1, "hidden", hidden + " is below 1");
      CHECK.that(layers >= 1, "layers", layers + " is below 1");
      CHECK.that(kernel >= 3 && kernel % 2 == 1, "kernel", kernel + " is not 3, 5, 7, ...");
    }

    /** Sixty-four channels in eight layers see a grid of eight by eight whole. */
    public static Config standard(Shape input, int classes, int values) {
      return new Config(input, values == 0 ? 512 : values, classes, 64, 8, 3);
    }
  }

  private final Config config;
  private final Embedding embedding;
  private final List<PixelCnnLayer> layers;
  private final Layer head;

  public PixelCnn(Config config) {
    this.config = config;
    int hidden = config.hidden();
    embedding = part(new Embedding("embedding", config.values(), hidden));
    layers =
        IntStream.range(0, config.layers())
            .mapToObj(
                i ->
                    part(
                        new PixelCnnLayer(
                            "layers." + i, hidden, config.kernel(), i == 0, config.classes())))
            .toList();
    head =
        part(
            Sequential.of(
                "head",
                path -> Activation.RELU,
                path -> new Conv2d(path, hidden, 2 * hidden, 1, 1, 0),
                path -> Activation.RELU,
                path -> new Conv2d(path, 2 * hidden, config.values(), 1, 1, 0)));
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
  public DType inputType() {
    return DType.I32;
  }

  @Override
  public String unit(String term) {
    return "bits a code";
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("likelihood", this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor codes = grid(input.samples());
    Tensor labels = config.classes() == 0 ? null : input.labels();
    Tensor nats = CrossEntropyLoss.of(logits(codes, labels), codes);
    return Losses.of(nats)
        .with("bits", nats.affine(1 / Math.log(2) / config.input().elements(), 0));
  }

  private Tensor grid(Tensor samples) {
    return samples.reshape(samples.size(0), height(), width());
  }

  int height() {
    return config.input().size(0);
  }

  int width() {
    return config.input().size(1);
  }

  List<PixelCnnLayer> layers() {
    return layers;
  }

  /** {@code i32[N,H,W] -> [N,H,W,C]}. */
  Tensor embed(Tensor codes) {
    return embedding.apply(codes);
  }

  /** {@code [N,H,W,C] -> [N,H,W,values]}. */
  Tensor head(Tensor horizontal) {
    return head.apply(horizontal);
  }

  /**
   * The logits of every code given those before it, {@code [N,H,W,values]}.
   *
   * @param codes {@code i32[N,H,W]}
   * @param labels {@code i32[N]}; unused, and may be null, without classes
   */
  Tensor logits(Tensor codes, Tensor labels) {
    Tensor above = embed(codes);
    Tensor beside = above;
    for (PixelCnnLayer layer : layers) {
      Tensor vertical = layer.vertical(layer.led(above, 1));
      Tensor crossing = layer.crossing(vertical);
      beside = layer.beside(layer.led(beside, 2), crossing, beside, labels);
      above = layer.above(vertical, labels);
    }
    return head(beside);
  }
}
