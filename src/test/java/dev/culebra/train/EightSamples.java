package dev.culebra.train;

import dev.culebra.data.Codes;
import dev.culebra.data.Dataset;
import dev.culebra.data.FloatArrays;
import dev.culebra.data.PaddedPairs;
import dev.culebra.data.SequencePair;
import dev.culebra.data.Split;
import dev.culebra.shape.Shape;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Eight samples of three bits each, all equally frequent, to be learned by heart and judged by.
 *
 * <p>A black and white picture shows its number: bit {@code b} is the phase of the stripes in every
 * third column, beginning with column b. Two pictures differ in a third of their pixels at least,
 * and any three neighbouring columns tell which it is. There are two classes, even and odd numbers.
 */
final class EightSamples {
  /** Height and width of small pictures, of which twelve pixels show each bit. */
  static final int SIDE = 6;

  private static final List<String> CLASSES = List.of("even", "odd");

  private EightSamples() {}

  /** Pictures of so many pixels a side, with their classes. */
  static Split pictures(int side) {
    return split(
        count -> {
          float[] values = new float[count * side * side];
          for (int i = 0; i < values.length; i++) {
            values[i] = pixel(i, side);
          }
          Shape shape = Shape.of(side, side, 1);
          return FloatArrays.labelled("eight", values, shape, labels(count), CLASSES);
        });
  }

  /** The small pictures as codes, 0 or 1. */
  static Split codes() {
    return split(
        count -> {
          int[] codes = IntStream.range(0, count * SIDE * SIDE).map(i -> pixel(i, SIDE)).toArray();
          return Codes.of("eight", codes, Shape.of(SIDE, SIDE), 2, labels(count), CLASSES);
        });
  }

  private static int pixel(int index, int side) {
    int sample = index / (side * side) % 8;
    int row = index / side % side;
    int column = index % side;
    return (sample >> column % 3 & 1) == row % 2 ? 1 : 0;
  }

  private static int[] labels(int count) {
    return IntStream.range(0, count).map(i -> i % 2).toArray();
  }

  /** Words that spell a number's bits, and that many times the letter 5. */
  static Split words() {
    return split(
        count -> {
          List<SequencePair> pairs =
              IntStream.range(0, count).map(i -> i % 8).mapToObj(EightSamples::word).toList();
          return PaddedPairs.of("eight", pairs, 8);
        });
  }

  private static SequencePair word(int number) {
    int[] letters = IntStream.range(0, 3).map(bit -> 3 + (number >> bit & 1)).toArray();
    return new SequencePair(letters, IntStream.generate(() -> 5).limit(number).toArray());
  }

  private static Split split(IntFunction<Dataset> make) {
    return new Split(make.apply(1024), make.apply(256));
  }

  /**
   * Nats that one bit of a small picture costs a variational autoencoder made by hand. It has a
   * latent of its own: {@code q(z|x) = N(±m, s²)}, and each of the twelve pixels that show the bit
   * is bright with probability {@code sigmoid(a·z)}, so that the negative bound is
   *
   * <pre>(m² + s² − 1)/2 − ln s + 12·E[softplus(−a·z)],  z ~ N(m, s²)</pre>
   *
   * <p>The numbers m, s and a make it least. What is learned can be no worse, but for how well it
   * was trained; it is {@code ln 2} at the very best.
   */
  static double bit() {
    double m = 0.9387;
    double s = 0.3447;
    double a = 15.8;
    double missed = 0;
    double width = 0.001;
    for (double noise = -8; noise < 8; noise += width) {
      double density = Math.exp(-noise * noise / 2) / Math.sqrt(2 * Math.PI);
      missed += width * density * Math.log1p(Math.exp(-a * (m + s * noise)));
    }
    return (m * m + s * s - 1) / 2 - Math.log(s) + 2 * SIDE * missed;
  }
}
