package dev.culebra.nn;

import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * U-Net (Ronneberger, Fischer and Brox 2015): {@code [N,H,W,inputs] -> [N,H,W,outputs]}. On the way
 * down each level applies two padded 3×3 convolutions and halves the image while the channels
 * double; on the way up each doubles the image, joins what the level saw on the way down, and
 * applies two more. A 1×1 convolution ends it.
 */
public final class UnetNetwork extends Module implements Layer {
  /** What normalizes after each 3×3 convolution. */
  public enum Norm {
    NONE,
    /** In at most eight groups. */
    GROUP,
    BATCH
  }

  /** How a level halves the image. */
  public enum Down {
    MAX_POOL,
    /** A 3×3 convolution of stride 2. */
    STRIDED
  }

  /** How a level doubles the image. */
  public enum Up {
    /** Each pixel becomes a square, then a 3×3 convolution. */
    NEAREST,
    /** A 2×2 transposed convolution of stride 2. */
    TRANSPOSED
  }

  /**
   * @param depth levels below the image's own, at least 1; H and W are divisible by two to its
   *     power
   * @param width channels of the first level
   * @param skips whether levels are joined; else all passes through the bottom
   */
  public record Form(int depth, int width, boolean skips, Norm norm, Down down, Up up) {
    int channels(int level) {
      return width << level;
    }
  }

  private static final int MOST_GROUPS = 8;

  private final Form form;
  private final List<Layer> descent = new ArrayList<>();
  private final List<Layer> shrink = new ArrayList<>();
  private final List<Layer> grow = new ArrayList<>();
  private final List<Layer> ascent = new ArrayList<>();
  private final Layer bottom;
  private final Layer output;

  /**
   * @param path name of the network in the model
   * @param inputs channels of the input
   * @param outputs channels of the output
   */
  public UnetNetwork(String path, Form form, int inputs, int outputs) {
    this.form = form;
    for (int level = 0; level < form.depth(); level++) {
      int before = level == 0 ? inputs : form.channels(level - 1);
      int channels = form.channels(level);
      descent.add(part(block(path + ".descent." + level, before, channels)));
      shrink.add(part(shrink(path + ".shrink." + level, channels)));
    }
    bottom =
        part(block(path + ".bottom", form.channels(form.depth() - 1), form.channels(form.depth())));
    for (int level = 0; level < form.depth(); level++) {
      int channels = form.channels(level);
      grow.add(part(grow(path + ".grow." + level, form.channels(level + 1), channels)));
      int joined = form.skips() ? 2 * channels : channels;
      ascent.add(part(block(path + ".ascent." + level, joined, channels)));
    }
    output = part(new Conv2d(path + ".output", form.width(), outputs, 1, 1, 0));
  }

  private Layer block(String path, int inputs, int outputs) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    for (int before : List.of(inputs, outputs)) {
      layers.add(name -> new Conv2d(name, before, outputs, 3, 1, 1));
      switch (form.norm()) {
        case NONE -> {}
        case GROUP -> layers.add(name -> new GroupNorm(name, groups(outputs), outputs));
        case BATCH -> layers.add(name -> new BatchNorm2d(name, outputs));
      }
      layers.add(_ -> Activation.RELU);
    }
    return Sequential.of(path, layers);
  }

  /** A power of two that leaves at least two channels in each, as far as they can be divided. */
  private static int groups(int channels) {
    return Math.clamp(Integer.lowestOneBit(channels) / 2, 1, MOST_GROUPS);
  }

  private Layer shrink(String path, int channels) {
    return switch (form.down()) {
      case MAX_POOL -> new MaxPool2d(2);
      case STRIDED -> new Conv2d(path, channels, channels, 3, 2, 1);
    };
  }

  private Layer grow(String path, int inputs, int outputs) {
    return switch (form.up()) {
      case NEAREST ->
          Sequential.of(
              path, _ -> new Upsample(2), name -> new Conv2d(name, inputs, outputs, 3, 1, 1));
      case TRANSPOSED -> new ConvTranspose2d(path, inputs, outputs, 2, 2, 0);
    };
  }

  @Override
  public Tensor apply(Tensor input) {
    List<Tensor> seen = new ArrayList<>();
    Tensor value = input;
    for (int level = 0; level < form.depth(); level++) {
      value = descent.get(level).apply(value);
      seen.add(value);
      value = shrink.get(level).apply(value);
    }
    value = bottom.apply(value);
    for (int level = form.depth() - 1; level >= 0; level--) {
      Tensor grown = grow.get(level).apply(value);
      Tensor joined = form.skips() ? Tensor.concat(3, seen.get(level), grown) : grown;
      value = ascent.get(level).apply(joined);
    }
    return output.apply(value);
  }
}
