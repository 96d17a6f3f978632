package dev.culebra.nn;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * The convolutional encoder and decoder of Berthelot et al. 2019. The encoder brings an image to
 * {@code depth} channels by a 1x1 convolution, then at each scale s applies two 3x3 convolutions to
 * {@code depth·2^s} channels and halves the image by means over 2x2 pixels; two more convolutions
 * give the latent. The decoder goes back, doubling pixels. LeakyReLU of slope 0.2 behind every 3x3
 * convolution but the last; weights from N(0, 1/((1 + 0.2²)·fan_in)), no bias at first.
 *
 * <p>Images are in [0, 1], which the networks see and make as [−1, 1]: {@code 2·value − 1}.
 */
public final class PoolingAutoencoder extends Module {
  private final Shape map;
  private final Sequential encoder;
  private final Sequential decoder;

  /**
   * @param image {@code [H,W,C]}; 2^scales divides H and W
   * @param depth channels at the first scale
   * @param scales how often the image is halved
   * @param latent numbers of a code; the places of the smallest image divide it
   */
  public PoolingAutoencoder(Shape image, int depth, int scales, int latent) {
    Shape places = places(image, scales);
    map = places.append(latent / Math.toIntExact(places.elements()));
    encoder = part(encoder("encoder", image, depth, scales, map.size(2)));
    decoder = part(decoder(image, depth, scales, map.size(2)));
  }

  /** Rows and columns of the smallest image, {@code [H/2^scales,W/2^scales]}. */
  public static Shape places(Shape image, int scales) {
    return Shape.of(image.size(0) >> scales, image.size(1) >> scales);
  }

  /**
   * An encoder to maps of some channels, also for critics: {@code [N,H,W,C] -> [N,H',W',latent]}.
   */
  public static Sequential encoder(String path, Shape image, int depth, int scales, int latent) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    layers.add(layer -> convolution(layer, image.size(2), depth, 1));
    int channels = depth;
    for (int scale = 0; scale < scales; scale++) {
      add(layers, channels, depth << scale);
      add(layers, depth << scale, depth << scale);
      layers.add(layer -> new AvgPool2d(2));
      channels = depth << scale;
    }
    add(layers, channels, depth << scales);
    layers.add(layer -> convolution(layer, depth << scales, latent, 3));
    return Sequential.of(path, layers);
  }

  private static Sequential decoder(Shape image, int depth, int scales, int latent) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    int channels = latent;
    for (int scale = scales - 1; scale >= 0; scale--) {
      add(layers, channels, depth << scale);
      add(layers, depth << scale, depth << scale);
      layers.add(layer -> new Upsample(2));
      channels = depth << scale;
    }
    add(layers, channels, depth);
    layers.add(layer -> convolution(layer, depth, image.size(2), 3));
    return Sequential.of("decoder", layers);
  }

  private static void add(List<Function<String, Layer>> layers, int inputs, int outputs) {
    layers.add(layer -> convolution(layer, inputs, outputs, 3));
    layers.add(layer -> Activation.LEAKY_RELU);
  }

  private static Conv2d convolution(String path, int inputs, int outputs, int kernel) {
    double fanIn = (double) kernel * kernel * inputs;
    Initializer weights = Initializer.normal(1 / Math.sqrt((1 + 0.2 * 0.2) * fanIn));
    return Conv2d.sameSize(path, inputs, outputs, kernel, weights);
  }

  /** Shape of a code as a small image, {@code [H/2^scales,W/2^scales,channels]}. */
  public Shape map() {
    return map;
  }

  /** What the networks call an image in [0, 1]: {@code 2·value − 1}. */
  public static Tensor signed(Tensor image) {
    return image.affine(2, -1);
  }

  /** Back from [−1, 1] to [0, 1]. */
  public static Tensor unsigned(Tensor image) {
    return image.affine(0.5, 0.5);
  }

  /** Codes of signed images, place by place: {@code [N,H,W,C] -> [N,latent]}. */
  public Tensor encode(Tensor signed) {
    return new Flatten().apply(encoder.apply(signed));
  }

  /** The decoder's outputs, {@code [N,latent] -> [N,H,W,C]}: signed images, not clipped. */
  public Tensor decode(Tensor codes) {
    return decoder.apply(new Unflatten(map).apply(codes));
  }
}
