package dev.culebra.model;

import dev.culebra.data.Dataset;
import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Conv2d;
import dev.culebra.nn.ConvTranspose2d;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Module;
import dev.culebra.nn.Residual;
import dev.culebra.nn.Sequential;
import dev.culebra.nn.VectorQuantizer;
import dev.culebra.op.Sign;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.KMeans;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Vector quantized autoencoder of van den Oord, Vinyals and Kavukcuoglu 2017: each vector z of the
 * encoder's grid, a quarter of the image high and wide, becomes the nearest of K codes e, and the
 * decoder's gradient passes straight through. Minimizes
 *
 * <pre>‖x − x̂‖²/(D·σ²) + β·mean (z − stop(e))²  [+ mean (stop(z) − e)²]</pre>
 *
 * per sample, with D elements, means over the elements of z, and σ² the variance of all elements of
 * the training data, so that 1 is what a constant image achieves. The codebook follows its vectors
 * by moving averages, or with code decay 0 the gradient of the last term. Layers and sizes are
 * those of the authors' example on CIFAR-10 in Sonnet; the encoder sees {@code x − 0.5}.
 */
public final class VqVae extends Module implements CodeModel {
  /** Options of training that differ from the usual ones: those of the authors' example. */
  public static final Map<String, ?> TRAINING =
      Map.of("batch", 32, "learningRate", 3e-4, "steps", 10_000);

  /** Two strided convolutions halve the image twice. */
  private static final int STRIDE = 4;

  private static final int KMEANS_VECTORS = 16_384;
  private static final int KMEANS_ITERATIONS = 10;

  /** A codebook that uses less than this part of itself has collapsed. */
  private static final double COLLAPSED = 0.05;

  /**
   * @param input shape of one image, {@code [H,W,C]}; both sides divisible by 4
   * @param codes K
   * @param depth length of a code
   * @param hidden channels of the convolutions
   * @param residual channels inside the residual blocks
   * @param blocks residual blocks in the encoder and in the decoder
   * @param commitment β
   * @param codeDecay of the codebook's moving averages; 0 trains it by gradient
   * @param revive moving count below which a code moves to a vector of the batch
   * @param cosine whether vectors and codes are brought to length 1
   * @param kmeans whether the codes begin at centres of the first vectors
   */
  public record Config(
      Shape input,
      @Describe("size of the codebook") int codes,
      @Describe("length of a code") int depth,
      @Describe("channels of the convolutions") int hidden,
      @Describe("channels inside the residual blocks") int residual,
      @Describe("residual blocks in the encoder and in the decoder") int blocks,
      @Describe("weight of the distance between vectors and their codes") double commitment,
      @Describe("decay of the codebook's moving averages; 0 trains it by gradient")
          double codeDecay,
      @Describe(
              "moving count below which a code moves to a vector of the batch; 0 for never; moving"
                  + " averages only")
          double revive,
      @Describe("compare vectors and codes by their angle") boolean cosine,
      @Describe("begin with codes at the centres of clusters of the untrained encoder's vectors")
          boolean kmeans) {
    private static final Check CHECK = new Check("vq-vae");

    public Config {
      CHECK.that(input.rank() == 3, "input", input + " is not [H,W,C]");
      CHECK.that(
          input.size(0) % STRIDE == 0 && input.size(1) % STRIDE == 0,
          "input",
          "two convolutions halve the image twice; %dx%d is not divisible by 4"
              .formatted(input.size(0), input.size(1)));
      CHECK.that(codes >= 2, "codes", codes + " is below 2");
      CHECK.that(depth >= 1, "depth", depth + " is below 1");
      CHECK.that(hidden >= 2, "hidden", hidden + " is below 2");
      CHECK.that(residual >= 1, "residual", residual + " is below 1");
      CHECK.that(blocks >= 0, "blocks", blocks + " is negative");
      CHECK.that(commitment >= 0, "commitment", commitment + " is negative");
      CHECK.that(codeDecay >= 0 && codeDecay < 1, "codeDecay", codeDecay + " is not in [0, 1)");
      CHECK.that(revive >= 0, "revive", revive + " is negative");
    }

    /** The authors' example. */
    public static Config standard(Shape input) {
      return new Config(input, 512, 64, 128, 32, 2, 0.25, 0.99, 1, false, true);
    }
  }

  private final Config config;
  private final Layer encoder;
  private final VectorQuantizer quantizer;
  private final Layer decoder;
  private final Parameter variance;

  public VqVae(Config config) {
    this.config = config;
    encoder = part(encoder());
    VectorQuantizer.Options options =
        new VectorQuantizer.Options(
            config.codeDecay(), config.commitment(), 1e-5, config.revive(), config.cosine());
    quantizer = part(new VectorQuantizer("quantizer", config.codes(), config.depth(), options));
    decoder = part(decoder());
    variance =
        parameter(
            new Parameter("data_variance", TensorType.f32(1), Initializer.constant(1), false));
  }

  private Layer encoder() {
    int channels = config.input().size(2);
    int hidden = config.hidden();
    List<Function<String, Layer>> layers = new ArrayList<>();
    layers.add(path -> new Conv2d(path, channels, hidden / 2, 4, 2, 1));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new Conv2d(path, hidden / 2, hidden, 4, 2, 1));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new Conv2d(path, hidden, hidden, 3, 1, 1));
    addBlocks(layers);
    layers.add(path -> new Conv2d(path, hidden, config.depth(), 1, 1, 0));
    return Sequential.of("encoder", layers);
  }

  private Layer decoder() {
    int channels = config.input().size(2);
    int hidden = config.hidden();
    List<Function<String, Layer>> layers = new ArrayList<>();
    layers.add(path -> new Conv2d(path, config.depth(), hidden, 3, 1, 1));
    addBlocks(layers);
    layers.add(path -> new ConvTranspose2d(path, hidden, hidden / 2, 4, 2, 1));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new ConvTranspose2d(path, hidden / 2, channels, 4, 2, 1));
    return Sequential.of("decoder", layers);
  }

  /** Residual blocks and the activation of their sum. */
  private void addBlocks(List<Function<String, Layer>> layers) {
    for (int block = 0; block < config.blocks(); block++) {
      layers.add(
          path ->
              new Residual(
                  Sequential.of(
                      path,
                      inner -> Activation.RELU,
                      inner -> new Conv2d(inner, config.hidden(), config.residual(), 3, 1, 1),
                      inner -> Activation.RELU,
                      inner -> new Conv2d(inner, config.residual(), config.hidden(), 1, 1, 0))));
    }
    layers.add(path -> Activation.RELU);
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
  public String unit() {
    return "of the data's variance";
  }

  @Override
  public String unit(String term) {
    return term.equals("perplexity") || term.equals("used") ? "codes a batch" : unit();
  }

  @Override
  public int codebook() {
    return config.codes();
  }

  @Override
  public Shape codes() {
    return Shape.of(config.input().size(0) / STRIDE, config.input().size(1) / STRIDE);
  }

  @Override
  public Shape latent() {
    return codes().append(config.depth());
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("vq", this::losses, parameters()).beginningWith(this::begin));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor images = input.samples();
    VectorQuantizer.Quantized found = quantizer.apply(encode(images), input.rng());
    Tensor error =
        SquaredErrorLoss.of(decoded(found.output()), images)
            .affine(1.0 / config.input().elements(), 0)
            .divide(variance.tensor());
    Tensor used = found.histogram().map(Sign::of).sum(0);
    int count = images.size(0);
    return Losses.of(error.add(found.loss()))
        .with("reconstruction", error)
        .with("commitment", found.loss())
        .with("perplexity", found.perplexity().broadcast(count))
        .with("used", used.broadcast(count));
  }

  @Override
  public Tensor encode(Tensor images) {
    return encoder.apply(images.affine(1, -0.5));
  }

  @Override
  public Tensor decode(Tensor latents) {
    return decoded(quantizer.apply(latents, null).codes());
  }

  @Override
  public Tensor quantize(Tensor images) {
    return quantizer.apply(encode(images), null).index();
  }

  @Override
  public Tensor decodeCodes(Tensor codes) {
    return decoded(quantizer.decode(codes));
  }

  private Tensor decoded(Tensor codes) {
    return decoder.apply(codes).affine(1, 0.5);
  }

  @Override
  public String symptom(Map<String, Double> means) {
    double perplexity = means.get("perplexity");
    return perplexity >= COLLAPSED * config.codes()
        ? null
        : "the codebook collapses: perplexity %.1f of %d codes; give unused codes a new place"
                .formatted(perplexity, config.codes())
            + " (--revive 1), or use fewer (--codes)";
  }

  /** Notes the data's variance and places the codes among the vectors of the untrained encoder. */
  private void begin(Dataset data) {
    variance.setFile(MemorySegment.ofArray(new float[] {(float) data.variance()}));
    if (!config.kmeans()) {
      return;
    }
    int vectorsOfOne = Math.toIntExact(codes().elements());
    int count = Math.min(data.count(), Math.ceilDiv(KMEANS_VECTORS, vectorsOfOne));
    int size = vectorsOfOne * config.depth();
    float[] vectors = new float[count * size];
    MemorySegment image = MemorySegment.ofArray(new float[(int) config.input().elements()]);
    for (int i = 0; i < count; i++) {
      // Spread over the data, whose order may be by class.
      data.copy((int) ((long) i * data.count() / count), image, 0);
      Shape one = Shape.of(1).append(config.input().sizes());
      Tensor vector = encode(Tensor.of(one, image.toArray(ValueLayout.JAVA_FLOAT)));
      System.arraycopy(vector.toFloats(), 0, vectors, i * size, size);
    }
    quantizer.setCodebook(
        KMeans.centres(vectors, config.depth(), config.codes(), KMEANS_ITERATIONS, 1));
  }
}
