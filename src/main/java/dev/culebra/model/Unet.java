package dev.culebra.model;

import dev.culebra.files.UserError;
import dev.culebra.nn.Corruption;
import dev.culebra.nn.Module;
import dev.culebra.nn.UnetNetwork;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;

/**
 * U-Net (Ronneberger, Fischer and Brox 2015), a {@link UnetNetwork} for one of three tasks:
 *
 * <ul>
 *   <li>{@link UnetRestorer} removes Gaussian noise of any strength in a range, or fills in missing
 *       rectangles;
 *   <li>{@link UnetSegmenter} tells the foreground, and what it belongs to, pixel by pixel.
 * </ul>
 */
public abstract sealed class Unet extends Module implements Model
    permits UnetRestorer, UnetSegmenter {
  /** What is learned. */
  public enum Task {
    DENOISE,
    INPAINT,
    SEGMENT
  }

  /**
   * @param input shape of one image, {@code [H,W,C]}
   * @param classes number of classes that the data tell apart; 0 if they are not labelled
   * @param task DENOISE, INPAINT or SEGMENT
   * @param depth how often the image is halved
   * @param width channels of the first level; each level doubles them
   * @param skips whether the levels on both sides are joined
   * @param norm what normalizes after each convolution
   * @param down how a level halves the image
   * @param up how a level doubles it
   * @param leastNoise least standard deviation of the noise; DENOISE only
   * @param mostNoise greatest standard deviation; DENOISE only
   * @param rectangles how many are missing; INPAINT only
   * @param hole longest side of one, in parts of the image's; INPAINT only
   * @param threshold brightness above which a pixel is foreground; SEGMENT only
   */
  public record Config(
      Shape input,
      int classes,
      @Describe(
              "denoise; inpaint: fill in rectangles; segment: foreground by brightness, of its"
                  + " image's class where there are labels")
          Task task,
      @Describe("how often the image is halved") int depth,
      @Describe("channels of the first level; each level doubles them") int width,
      @Describe("join the levels of the way down and the way up") boolean skips,
      @Describe("none, group or batch normalization after each convolution") UnetNetwork.Norm norm,
      @Describe("max_pool, or strided 3x3 convolutions") UnetNetwork.Down down,
      @Describe("nearest and a 3x3 convolution, or transposed 2x2 convolutions") UnetNetwork.Up up,
      @Describe("least standard deviation of the noise, denoise only") double leastNoise,
      @Describe("greatest standard deviation of the noise, denoise only") double mostNoise,
      @Describe("how many rectangles are missing, inpaint only") int rectangles,
      @Describe("longest side of one in parts of the image's, inpaint only") double hole,
      @Describe("brightness above which a pixel is foreground, segment only") double threshold) {
    private static final Check CHECK = new Check("unet");

    public Config {
      CHECK.that(input.rank() == 3, "input", input + " is not [H,W,C]");
      CHECK.that(depth >= 1 && depth <= 16, "depth", depth + " is not 1 to 16");
      CHECK.that(width >= 1, "width", width + " is below 1");
      requireHalving(input, depth);
      requireNoise("leastNoise", leastNoise);
      requireNoise("mostNoise", mostNoise);
      CHECK.that(mostNoise >= leastNoise, "mostNoise", mostNoise + " is below leastNoise");
      CHECK.that(rectangles >= 1, "rectangles", rectangles + " is below 1");
      CHECK.that(hole > 0 && hole <= 1, "hole", hole + " is not in (0, 1]");
      CHECK.that(Double.isFinite(threshold), "threshold", threshold + " is not a number");
    }

    /**
     * Noise removed by two levels below the image's own, or by one.
     *
     * @throws UserError if samples are no images that can be halved
     */
    public static Config standard(Shape input, int classes) {
      boolean isEven = input.rank() == 3 && input.size(0) % 2 == 0 && input.size(1) % 2 == 0;
      if (!isEven) {
        throw new UserError(
            "unet: samples are " + input + "; it takes images [H,W,C] of even height and width");
      }
      int depth = input.size(0) % 4 == 0 && input.size(1) % 4 == 0 ? 2 : 1;
      return new Config(
          input,
          classes,
          Task.DENOISE,
          depth,
          16,
          true,
          UnetNetwork.Norm.NONE,
          UnetNetwork.Down.MAX_POOL,
          UnetNetwork.Up.NEAREST,
          0.05,
          0.5,
          2,
          0.5,
          0.5);
    }

    UnetNetwork.Form form() {
      return new UnetNetwork.Form(depth, width, skips, norm, down, up);
    }

    private static void requireNoise(String field, double noise) {
      String refusal = new Corruption(Corruption.Noise.GAUSSIAN, noise).refusal();
      CHECK.that(refusal == null, field, refusal);
    }

    private static void requireHalving(Shape input, int depth) {
      int factor = 1 << depth;
      CHECK.that(
          input.size(0) % factor == 0 && input.size(1) % factor == 0,
          "depth",
          "%d levels halve the image %d times; %dx%d is not divisible by %d"
              .formatted(depth, depth, input.size(0), input.size(1), factor));
    }
  }

  protected final Config config;
  private final UnetNetwork network;

  Unet(Config config, int inputs, int outputs) {
    this.config = config;
    network = part(new UnetNetwork("network", config.form(), inputs, outputs));
  }

  /** The model of a configuration. */
  public static Model of(Config config) {
    return switch (config.task()) {
      case DENOISE, INPAINT -> new UnetRestorer(config);
      case SEGMENT -> new UnetSegmenter(config);
    };
  }

  /** {@code [N,H,W,inputs] -> [N,H,W,outputs]}. */
  final Tensor network(Tensor images) {
    return network.apply(images);
  }

  @Override
  public final Config config() {
    return config;
  }

  @Override
  public final Shape input() {
    return config.input();
  }
}
