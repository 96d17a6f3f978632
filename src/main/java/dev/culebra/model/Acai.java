package dev.culebra.model;

import dev.culebra.loss.SquaredErrorLoss;
import dev.culebra.nn.Module;
import dev.culebra.nn.PoolingAutoencoder;
import dev.culebra.nn.Sequential;
import dev.culebra.op.Abs;
import dev.culebra.op.Flip;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Adversarially constrained autoencoder interpolation (Berthelot, Raffel, Roy and Goodfellow 2019,
 * "Understanding and improving interpolation in autoencoders with an adversarial regularizer").
 *
 * <p>A critic d looks at pictures decoded from mixed codes and says how much was mixed in, α; the
 * autoencoder learns to make it say 0, so that mixtures look like single pictures:
 *
 * <pre>
 *   z_α = α·z + (1 − α)·z',  α = ½ − |U(0,1) − ½|,  z' the codes of the batch in reverse
 *   autoencoder:  ‖x − x̂‖²/D + λ·d(x̂_α)²
 *   critic:       (d(x̂_α) − α)² + d(x̂ + γ·(x − x̂))²
 * </pre>
 *
 * Both come from one forward pass. The critic is an encoder of the same shape whose outputs are
 * averaged. Errors are of pixels in [−1, 1], as in the paper.
 */
public final class Acai extends Module implements LatentModel {
  /** The options of training of the published lines benchmark, but for its length. */
  static final Map<String, ?> TRAINING =
      Map.of("data", "lines", "learningRate", 1e-4, "batch", 64, "epochs", 1);

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param depth channels at the first scale
   * @param scales how often the image is halved
   * @param latent size of the latent; the places of the smallest image divide it
   * @param weight λ
   * @param mixing γ
   */
  public record Config(
      Shape input,
      @Describe("channels of the first convolutions, doubled at each scale") int depth,
      @Describe("how often the image is halved") int scales,
      @Describe("size of the latent, all places of the smallest image together") int latent,
      @Describe("weight of the critic's verdict on mixtures") double weight,
      @Describe("part of the true image in what the critic should call unmixed") double mixing) {
    private static final Check CHECK = new Check("acai");

    public Config {
      PoolingSizes.require("acai", input, depth, scales, latent);
      CHECK.that(
          weight >= 0 && Double.isFinite(weight), "weight", weight + " is negative or no number");
      CHECK.that(mixing >= 0 && mixing <= 1, "mixing", mixing + " is not in [0, 1]");
    }

    /** The published settings for lines, 32x32 to 2x2x16; for other sizes as near as they allow. */
    public static Config standard(Shape input) {
      int scales = PoolingSizes.scales(input, 4);
      return new Config(input, 16, scales, PoolingSizes.latent(input, scales, 64), 0.5, 0.2);
    }
  }

  private final Config config;
  private final PoolingAutoencoder autoencoder;
  private final Sequential critic;

  public Acai(Config config) {
    this.config = config;
    Shape input = config.input();
    autoencoder =
        part(new PoolingAutoencoder(input, config.depth(), config.scales(), config.latent()));
    critic =
        part(
            PoolingAutoencoder.encoder(
                "critic", input, config.depth(), config.scales(), autoencoder.map().size(2)));
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
        new Step("autoencoder", this::trained, autoencoder.parameters())
            .and("critic", critic.parameters()));
  }

  private Losses trained(StepInput input) {
    Tensor images = PoolingAutoencoder.signed(input.samples());
    Tensor codes = autoencoder.encode(images);
    Tensor reconstruction = autoencoder.decode(codes);
    Tensor error = SquaredErrorLoss.mean(reconstruction, images);
    Tensor share = share(input.rng().uniform("share", Shape.of(images.size(0), 1)));
    Tensor reversed = codes.map(value -> Flip.of(value, List.of(0)));
    Tensor mixed = codes.multiply(share).add(reversed.multiply(share.affine(-1, 1)));
    Tensor verdict = verdict(autoencoder.decode(mixed));
    Tensor almostTrue =
        reconstruction.add(images.subtract(reconstruction).affine(config.mixing(), 0));
    Tensor criticism =
        verdict.subtract(share.reshape(share.size(0))).square().add(verdict(almostTrue).square());
    Tensor fooled = verdict.square();
    return Losses.of(error.add(fooled.affine(config.weight(), 0)))
        .with("squared_error", error)
        .with("verdict", fooled)
        .with("critic", criticism);
  }

  /** α in (0, ½), from uniform draws. */
  private static Tensor share(Tensor uniform) {
    return uniform.affine(1, -0.5).map(Abs::of).affine(-1, 0.5);
  }

  /** What the critic takes pictures for: {@code [N,H,W,C] -> [N]}. */
  private Tensor verdict(Tensor images) {
    Tensor outputs = critic.apply(images);
    double count = autoencoder.map().elements();
    return outputs.sumPerSample().affine(1 / count, 0);
  }

  /** The squared error alone: held-out data are not mixed. */
  @Override
  public Losses losses(StepInput input) {
    Tensor images = PoolingAutoencoder.signed(input.samples());
    return Losses.of(SquaredErrorLoss.mean(autoencoder.decode(autoencoder.encode(images)), images));
  }

  @Override
  public Tensor encode(Tensor samples) {
    return autoencoder.encode(PoolingAutoencoder.signed(samples));
  }

  /** Not clipped: pixels may lie a little outside [0, 1]. */
  @Override
  public Tensor decode(Tensor latents) {
    return PoolingAutoencoder.unsigned(autoencoder.decode(latents));
  }
}
