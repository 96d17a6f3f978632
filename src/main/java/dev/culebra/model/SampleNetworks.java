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

/**
 * Encoders and decoders with rectified hidden layers, without the layers of the code. Fully
 * connected ones take flat samples, {@code [N,features]}; convolutional ones images, which each
 * level halves.
 */
final class SampleNetworks {
  private SampleNetworks() {}

  /**
   * Why strided convolutions cannot halve an image as often as there are channels; null if they
   * can.
   */
  static String halvingRefusal(Shape input, List<Integer> channels) {
    int count = channels.size();
    int factor = 1 << count;
    if (count == 0) {
      return "a conv model needs at least one convolution";
    }
    if (channels.stream().anyMatch(c -> c < 1)) {
      return channels + " has one below 1";
    }
    return input.size(0) % factor == 0 && input.size(1) % factor == 0
        ? null
        : "%d convolutions halve the image %d times; %dx%d is not divisible by %d"
            .formatted(count, count, input.size(0), input.size(1), factor);
  }

  /** {@code [N,features] -> [N,last hidden]}. */
  static Layer mlpEncoder(Shape input, List<Integer> hidden) {
    return Sequential.of("encoder", hiddenLayers(input, hidden));
  }

  /** {@code [N,latent] -> [N,features]}; hidden layers as the encoder has them, in reverse. */
  static Layer mlpDecoder(int latent, List<Integer> hidden, Shape output) {
    List<Function<String, Layer>> layers = hiddenLayers(Shape.of(latent), hidden.reversed());
    int width = hidden.isEmpty() ? latent : hidden.getFirst();
    layers.add(path -> new Linear(path, Shape.of(width), output));
    return Sequential.of("decoder", layers);
  }

  private static List<Function<String, Layer>> hiddenLayers(Shape input, List<Integer> hidden) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    Shape features = input;
    for (int width : hidden) {
      Shape inputs = features;
      layers.add(path -> new Linear(path, inputs, Shape.of(width)));
      layers.add(path -> Activation.RELU);
      features = Shape.of(width);
    }
    return layers;
  }

  /** {@code [N,H,W,C] -> [N,last hidden]}. */
  static Layer convEncoder(Shape input, List<Integer> channels, List<Integer> hidden) {
    List<Function<String, Layer>> layers = new ArrayList<>();
    int inputs = input.size(2);
    for (int outputs : channels) {
      int from = inputs;
      layers.add(path -> new Conv2d(path, from, outputs, 4, 2, 1));
      layers.add(path -> Activation.RELU);
      inputs = outputs;
    }
    layers.add(path -> new Flatten());
    layers.addAll(hiddenLayers(smallest(input, channels), hidden));
    return Sequential.of("encoder", layers);
  }

  /** {@code [N,latent] -> [N,H,W,C]}. */
  static Layer convDecoder(int latent, List<Integer> hidden, List<Integer> channels, Shape output) {
    Shape smallest = smallest(output, channels);
    List<Function<String, Layer>> layers = hiddenLayers(Shape.of(latent), hidden.reversed());
    int width = hidden.isEmpty() ? latent : hidden.getFirst();
    layers.add(path -> new Linear(path, Shape.of(width), smallest));
    layers.add(path -> Activation.RELU);
    layers.add(path -> new Unflatten(smallest));
    for (int level = channels.size() - 1; level >= 0; level--) {
      int inputs = channels.get(level);
      int outputs = level == 0 ? output.size(2) : channels.get(level - 1);
      layers.add(path -> new ConvTranspose2d(path, inputs, outputs, 4, 2, 1));
      if (level > 0) {
        layers.add(path -> Activation.RELU);
      }
    }
    return Sequential.of("decoder", layers);
  }

  /** Shape of the image after the last convolution. */
  static Shape smallest(Shape input, List<Integer> channels) {
    int levels = channels.size();
    return Shape.of(input.size(0) >> levels, input.size(1) >> levels, channels.getLast());
  }
}
