package dev.culebra.model;

import dev.culebra.nn.Gru;
import dev.culebra.nn.Layer;
import dev.culebra.nn.Linear;
import dev.culebra.nn.Lstm;
import dev.culebra.nn.Module;
import dev.culebra.nn.Recurrent;
import dev.culebra.nn.SequenceDecoder;
import dev.culebra.nn.SequenceEncoder;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;

/** The encoder and the decoder of an {@link Ae}, without the functions that end them. */
final class AeNetworks extends Module {
  private final Shape sample;

  /** What the encoder takes, but for the samples' axis. */
  private final Shape laidOut;

  private final Layer encoder;
  private final Linear code;
  private final Layer decoder;

  private AeNetworks(Shape sample, Shape laidOut, Layer encoder, Linear code, Layer decoder) {
    this.sample = sample;
    this.laidOut = laidOut;
    this.encoder = part(encoder);
    this.code = part(code);
    this.decoder = part(decoder);
  }

  static AeNetworks of(Ae.Config config) {
    return switch (config.architecture()) {
      case MLP -> mlp(config);
      case CONV -> conv(config);
      case LSTM, GRU -> recurrent(config);
    };
  }

  private static AeNetworks mlp(Ae.Config config) {
    Shape input = config.input();
    Shape flat = Shape.of(Math.toIntExact(input.elements()));
    Shape features = input.rank() == 3 ? input : flat;
    return new AeNetworks(
        input,
        flat,
        SampleNetworks.mlpEncoder(features, config.hidden()),
        code(config, features),
        SampleNetworks.mlpDecoder(config.latent(), config.hidden(), features));
  }

  private static AeNetworks conv(Ae.Config config) {
    Shape input = config.input();
    List<Integer> channels = config.channels();
    return new AeNetworks(
        input,
        input,
        SampleNetworks.convEncoder(input, channels, config.hidden()),
        code(config, SampleNetworks.smallest(input, channels)),
        SampleNetworks.convDecoder(config.latent(), config.hidden(), channels, input));
  }

  /** A row of an image is a step, its pixels one after the other. */
  private static AeNetworks recurrent(Ae.Config config) {
    int steps = config.input().size(0);
    int features = Math.toIntExact(config.input().elements() / steps);
    int hidden = config.hidden().getFirst();
    Linear output = new Linear("decoder_output", hidden, features);
    return new AeNetworks(
        config.input(),
        Shape.of(steps, features),
        new SequenceEncoder(recurrent(config, "encoder", features)),
        new Linear("code", hidden, config.latent()),
        new SequenceDecoder(recurrent(config, "decoder", config.latent()), output, steps));
  }

  private static Recurrent recurrent(Ae.Config config, String path, int inputs) {
    int hidden = config.hidden().getFirst();
    return config.architecture() == Ae.Architecture.LSTM
        ? new Lstm(path, inputs, hidden)
        : new Gru(path, inputs, hidden);
  }

  /** The layer of the code, behind the last hidden one or the given features. */
  private static Linear code(Ae.Config config, Shape features) {
    List<Integer> hidden = config.hidden();
    Shape inputs = hidden.isEmpty() ? features : Shape.of(hidden.getLast());
    return new Linear("code", inputs, Shape.of(config.latent()));
  }

  /** {@code [N,sample] -> [N,latent]}. */
  Tensor code(Tensor samples) {
    Tensor given = samples.reshape(Shape.of(samples.size(0)).append(laidOut.sizes()).sizes());
    return code.apply(encoder.apply(given));
  }

  /** W of the code's layer, {@code [inputs,latent]}. */
  Tensor codeWeight() {
    return code.weight();
  }

  /** {@code [N,latent] -> [N,sample]}: logits or values. */
  Tensor decoded(Tensor latents) {
    Shape shape = Shape.of(latents.size(0)).append(sample.sizes());
    return decoder.apply(latents).reshape(shape.sizes());
  }
}
