package dev.culebra.model;

import dev.culebra.loss.BernoulliLoss;
import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Activation;
import dev.culebra.nn.Dropout;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Module;
import dev.culebra.nn.PoolingAutoencoder;
import dev.culebra.nn.VectorQuantizer;
import dev.culebra.nn.VectorQuantizer.Quantized;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.util.List;

/**
 * What Berthelot et al. 2019 compare {@link Acai} with, around the same encoder and decoder. With x
 * in [−1, 1], z = e(x) and D pixels they minimize
 *
 * <pre>
 *   plain      ‖x − g(z)‖²/D
 *   dropout    ‖x − g(dropout(z))‖²/D
 *   denoising  ‖x − g(e(x + σ·ε))‖²/D,  ε ~ N(0, I)
 *   vae        −ln p((x + 1)/2 | g(z')) + KL(q(z'|x) ‖ N(0, I)),  z' ~ q = N(A·z + a, diag exp(B·z + b)),
 *              Bernoulli pixels
 *   vq-vae     ‖x − g(h(Q(C·z + c)))‖²/D + 10·‖C·z + c − Q‖²/(10·M)
 * </pre>
 *
 * In the last Q replaces each of ten rows of M numbers by the nearest of 2^14 codes, which follow
 * by moving averages, and h is a small network back to a code. What is interpolated is z, for the
 * variational one z'. The adversarial autoencoder of the same table is {@link Aae}.
 */
public final class AcaiBaseline extends Module implements LatentModel {
  /** What keeps the code from being arbitrary. */
  public enum Kind {
    PLAIN,
    DROPOUT,
    DENOISING,
    VAE,
    VQ_VAE
  }

  private static final double DECAY = 0.999;
  private static final double COMMITMENT = 10;
  private static final double EPSILON = 1e-5;
  private static final int ROWS = 10;

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param kind PLAIN, DROPOUT, DENOISING, VAE or VQ_VAE
   * @param depth channels at the first scale
   * @param scales how often the image is halved
   * @param latent size of the latent; the places of the smallest image divide it
   * @param dropout probability that a number of the code becomes 0; DROPOUT only
   * @param noise σ, for pixels in [−1, 1]; DENOISING only
   * @param codes size of the codebook; VQ_VAE only
   */
  public record Config(
      Shape input,
      @Describe("what regularizes the code") Kind kind,
      @Describe("channels of the first convolutions, doubled at each scale") int depth,
      @Describe("how often the image is halved") int scales,
      @Describe("size of the latent, all places of the smallest image together") int latent,
      @Describe("probability that a number of the code becomes 0, dropout only") double dropout,
      @Describe("standard deviation of noise on pixels in [-1,1], denoising only") double noise,
      @Describe("size of the codebook, vq_vae only") int codes) {
    private static final Check CHECK = new Check("acai-baseline");

    public Config {
      PoolingSizes.require("acai-baseline", input, depth, scales, latent);
      CHECK.that(dropout >= 0 && dropout < 1, "dropout", dropout + " is not in [0, 1)");
      CHECK.that(
          noise >= 0 && Double.isFinite(noise), "noise", noise + " is negative or no number");
      CHECK.that(codes >= 1, "codes", codes + " is below 1");
    }

    /** The published settings of the plain one. */
    public static Config standard(Shape input) {
      return of(input, Kind.PLAIN);
    }

    /**
     * The published settings of a kind for lines, 32x32 to 2x2x16 and for the quantized one to
     * 4x4x16; for other sizes as near as they allow.
     */
    public static Config of(Shape input, Kind kind) {
      boolean quantizes = kind == Kind.VQ_VAE;
      int scales = PoolingSizes.scales(input, quantizes ? 3 : 4);
      int latent = PoolingSizes.latent(input, scales, quantizes ? 256 : 64);
      return new Config(input, kind, 16, scales, latent, 0.5, 1, 1 << 14);
    }
  }

  private final Config config;
  private final PoolingAutoencoder autoencoder;
  private final Linear mean;
  private final Linear logVariance;
  private final Linear rows;
  private final VectorQuantizer quantizer;
  private final Linear hidden;
  private final Linear back;

  public AcaiBaseline(Config config) {
    this.config = config;
    int latent = config.latent();
    autoencoder =
        part(new PoolingAutoencoder(config.input(), config.depth(), config.scales(), latent));
    boolean isVariational = config.kind() == Kind.VAE;
    mean = isVariational ? part(dense("mean", latent, latent)) : null;
    logVariance = isVariational ? part(dense("log_variance", latent, latent)) : null;
    boolean quantizes = config.kind() == Kind.VQ_VAE;
    rows = quantizes ? part(dense("rows", latent, ROWS * latent)) : null;
    VectorQuantizer.Options follow =
        new VectorQuantizer.Options(DECAY, COMMITMENT, EPSILON, 0, false);
    quantizer =
        quantizes ? part(new VectorQuantizer("quantizer", config.codes(), latent, follow)) : null;
    hidden = quantizes ? part(dense("hidden", ROWS * latent, 2 * latent)) : null;
    back = quantizes ? part(dense("back", 2 * latent, latent)) : null;
  }

  private static Linear dense(String path, int inputs, int outputs) {
    return Linear.glorot(path, Shape.of(inputs), Shape.of(outputs));
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
    return config.kind() == Kind.VAE ? "nats per sample" : "squared error per pixel in [-1,1]";
  }

  @Override
  public List<Step> steps() {
    return List.of(new Step("autoencoder", this::losses, parameters()));
  }

  @Override
  public Losses losses(StepInput input) {
    Tensor images = PoolingAutoencoder.signed(input.samples());
    return switch (config.kind()) {
      case PLAIN -> error(autoencoder.encode(images), images);
      case DROPOUT -> {
        Dropout dropout = new Dropout("dropout", config.dropout());
        yield error(dropout.apply(autoencoder.encode(images), input.rng()), images);
      }
      case DENOISING -> {
        Tensor noise = input.rng().normal("noise", images.shape()).affine(config.noise(), 0);
        yield error(autoencoder.encode(images.add(noise)), images);
      }
      case VAE -> bound(images, input);
      case VQ_VAE -> quantized(images, input.rng());
    };
  }

  private Losses error(Tensor codes, Tensor images) {
    return Losses.of(SquaredErrorLoss.mean(autoencoder.decode(codes), images));
  }

  private Losses bound(Tensor images, StepInput input) {
    Gaussian posterior = posterior(images);
    Tensor logits = autoencoder.decode(posterior.draw("z", input.rng()));
    Tensor reconstruction = BernoulliLoss.of(logits, input.samples());
    Tensor kl = posterior.divergence();
    return Losses.of(reconstruction.add(kl)).with("reconstruction", reconstruction).with("kl", kl);
  }

  private Gaussian posterior(Tensor images) {
    Tensor codes = autoencoder.encode(images);
    return new Gaussian(mean.apply(codes), logVariance.apply(codes));
  }

  private Losses quantized(Tensor images, Rng rng) {
    Quantized quantized = quantize(autoencoder.encode(images), rng);
    Tensor error = SquaredErrorLoss.mean(autoencoder.decode(behind(quantized)), images);
    int samples = images.size(0);
    return Losses.of(error.add(quantized.loss()))
        .with("squared_error", error)
        .with("commitment", quantized.loss())
        .with("perplexity", quantized.perplexity().reshape(1).broadcast(samples));
  }

  /** {@code [N,latent]} to ten rows of codes, {@code [N,10,latent]}. */
  private Quantized quantize(Tensor codes, Rng rng) {
    Tensor vectors = rows.apply(codes).reshape(codes.size(0), ROWS, config.latent());
    return quantizer.apply(vectors, rng);
  }

  /** The network from ten rows back to what the decoder sees, {@code [N,latent]}. */
  private Tensor behind(Quantized quantized) {
    Tensor all = quantized.output();
    Tensor flat = all.reshape(all.size(0), ROWS * config.latent());
    Tensor inner = hidden.apply(Activation.RELU.apply(flat));
    return back.apply(Activation.RELU.apply(inner));
  }

  /** The code that the benchmark interpolates: {@link #encode}, but a draw where q gives one. */
  public Tensor drawnCode(Tensor samples, Rng rng) {
    Tensor images = PoolingAutoencoder.signed(samples);
    return config.kind() == Kind.VAE ? posterior(images).draw("z", rng) : encode(samples);
  }

  @Override
  public Tensor encode(Tensor samples) {
    Tensor images = PoolingAutoencoder.signed(samples);
    return config.kind() == Kind.VAE ? posterior(images).mean() : autoencoder.encode(images);
  }

  /** Not clipped: but for the variational one pixels may lie a little outside [0, 1]. */
  @Override
  public Tensor decode(Tensor latents) {
    return switch (config.kind()) {
      case PLAIN, DROPOUT, DENOISING -> PoolingAutoencoder.unsigned(autoencoder.decode(latents));
      case VAE -> Activation.SIGMOID.apply(autoencoder.decode(latents));
      case VQ_VAE ->
          PoolingAutoencoder.unsigned(autoencoder.decode(behind(quantize(latents, null))));
    };
  }
}
