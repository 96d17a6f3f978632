package dev.culebra.model;

import dev.culebra.nn.Activation;
import dev.culebra.nn.Conv2d;
import dev.culebra.nn.ConvTranspose2d;
import dev.culebra.nn.Flatten;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Sequential;
import dev.culebra.nn.Unflatten;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The encoder and the decoder of a {@link Vae}, without the layers of the posterior. */
final class VaeNetworks {
  private VaeNetworks() {}

  /** Complains unless strided convolutions can halve the image as often as there are channels. */
  static void requireHalving(Shape input, List<Integer> channels) {
    int count = channels.size();
    int factor = 1 << count;
    Vae.Config.require(count > 0, "channels", "a conv model needs at least one convolution");
    Vae.Config.require(
        channels.stream().allMatch(c -> c >= 1), "channels", channels + " has one below 1");
    Vae.Config.require(
        input.size(0) % factor == 0 && input.size(1) % factor == 0,
        "channels",
        "%d convolutions halve the image %d times; %dx%d is not divisible by %d"
            .formatted(count, count, input.size(0), input.size(1), factor));
  }

  static Layer encoder(Vae.Config config) {
    return switch (config.architecture()) {
      case MLP -> mlpEncoder(config);
      case CONV -> convEncoder(config);
    };
  }

  static Layer decoder(Vae.Config config) {
    return switch (config.architecture()) {
      case MLP -> mlpDecoder(config);
      case CONV -> convDecoder(config);
    };
  }

  private static Layer mlpEncoder(Vae.Config config) {
    return Sequential.of(
        "encoder",
        path -> new Linear(path, config.input(), Shape.of(config.hidden())),
        path -> Activation.RELU);
  }

  private static Layer mlpDecoder(Vae.Config config) {
    return Sequential.of(
        "decoder",
        path -> new Linear(path, config.latent(), config.hidden()),
        path -> Activation.RELU,
        path -> new Linear(path, Shape.of(config.hidden()), config.input()));
  }

  private static Layer convEncoder(Vae.Config config) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    int channels = config.input().size(2);
    for (int outputs : config.channels()) {
      int inputs = channels;
      layers.add(path -> new Conv2d(path, inputs, outputs, 4, 2, 1));
      layers.add(path -> Activation.RELU);
      channels = outputs;
    }
    layers.add(path -> new Flatten());
    layers.add(path -> new Linear(path, smallest(config), Shape.of(config.hidden())));
    layers.add(path -> Activation.RELU);
    return Sequential.of("encoder", layers);
  }

  private static Layer convDecoder(Vae.Config config) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    layers.add(path -> new Linear(path, config.latent(), config.hidden()));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new Linear(path, Shape.of(config.hidden()), smallest(config)));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new Unflatten(smallest(config)));
    List<Integer> channels = config.channels();
    for (int level = channels.size() - 1; level >= 0; level--) {
      int inputs = channels.get(level);
      int outputs = level == 0 ? config.input().size(2) : channels.get(level - 1);
      layers.add(path -> new ConvTranspose2d(path, inputs, outputs, 4, 2, 1));
      if (level > 0) {
        layers.add(path -> Activation.RELU);
      }
    }
    return Sequential.of("decoder", layers);
  }

  /** Shape of the image after the last convolution. */
  private static Shape smallest(Vae.Config config) {
    int levels = config.channels().size();
    return Shape.of(
        config.input().size(0) >> levels,
        config.input().size(1) >> levels,
        config.channels().getLast());
  }
}
