package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Dataset;
import dev.culebra.data.FloatArrays;
import dev.culebra.model.Iwae;
import dev.culebra.par.Workers;
import dev.culebra.run.Device;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class MarginalLikelihoodTest {
  private static final Shape SAMPLE = Shape.of(2, 3, 1);

  /** Binary pictures; 23 of them make a ragged last batch. */
  private static Dataset data() {
    SplittableRandom random = new SplittableRandom(3);
    float[] pixels = new float[23 * 6];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextInt(2);
    }
    return FloatArrays.of("bits", pixels, SAMPLE);
  }

  /** A model of one latent with weights of deviation 1, so that the latent matters. */
  private static void with(int threads, BiConsumer<Iwae, MarginalLikelihood> body) {
    Iwae.Config config = new Iwae.Config(SAMPLE, Iwae.Bound.IWAE, 1, List.of(1), List.of(3), true);
    try (Iwae model = new Iwae(config);
        Device device = Device.cpu(Workers.of(threads))) {
      model.initialize(4);
      body.accept(model, new MarginalLikelihood(model, device));
    }
  }

  /** ln p(x) by the trapezoid rule over the one latent, in double precision. */
  private static double integrated(Iwae model, float[] pixels) {
    int points = 4001;
    double total = 0;
    for (int point = 0; point < points; point++) {
      double z = -10 + 20.0 * point / (points - 1);
      double[] hidden = tanh(layer(model, "decoder.hidden.0", new double[] {z}));
      double[] logits =
          layer(model, "decoder.pixels", tanh(layer(model, "decoder.hidden.2", hidden)));
      double logJoint = -0.5 * (z * z + Math.log(2 * Math.PI));
      for (int i = 0; i < logits.length; i++) {
        logJoint += pixels[i] * logits[i] - Math.log1p(Math.exp(logits[i]));
      }
      total += Math.exp(logJoint) * 20 / (points - 1);
    }
    return Math.log(total);
  }

  private static double[] layer(Iwae model, String path, double[] input) {
    float[] weight = find(model, path + ".weight");
    float[] bias = find(model, path + ".bias");
    double[] output = new double[bias.length];
    for (int i = 0; i < output.length; i++) {
      output[i] = bias[i];
      for (int j = 0; j < input.length; j++) {
        output[i] += weight[i * input.length + j] * input[j];
      }
    }
    return output;
  }

  private static float[] find(Iwae model, String name) {
    return model.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .map(Parameter::toFloats)
        .findFirst()
        .orElseThrow();
  }

  private static double[] tanh(double[] values) {
    return Arrays.stream(values).map(Math::tanh).toArray();
  }

  @Test
  void isTheIntegralOverTheLatent() {
    Dataset data = data();
    with(
        2,
        (model, likelihood) -> {
          double[] found = likelihood.negative(data, 20_017, 1, done -> {});
          float[] pixels = new float[6];
          for (int sample = 0; sample < found.length; sample++) {
            data.copy(sample, java.lang.foreign.MemorySegment.ofArray(pixels), 0);
            assertEquals(-integrated(model, pixels), found[sample], 0.03, "sample " + sample);
          }
        });
  }

  /** By Jensen's inequality the estimate from few draws is larger, in the mean. */
  @Test
  void fewDrawsSayLess() {
    with(
        1,
        (model, likelihood) -> {
          double one = mean(likelihood.negative(data(), 1, 1, done -> {}));
          double many = mean(likelihood.negative(data(), 3000, 1, done -> {}));
          assertTrue(one > many, one + " from one draw, " + many + " from many");
        });
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @Test
  void threadsDoNotMatter() {
    double[][] found = new double[2][];
    for (int threads = 1; threads <= 2; threads++) {
      int place = threads - 1;
      with(
          threads,
          (model, likelihood) -> found[place] = likelihood.negative(data(), 77, 5, done -> {}));
    }
    assertArrayEquals(found[0], found[1]);
  }

  @Test
  void countsTheLatentsThatMove() {
    with(
        1,
        (model, likelihood) -> {
          assertEquals(List.of(1), likelihood.activeUnits(data(), 1));
          for (Parameter parameter : model.parameters()) {
            if (parameter.name().equals("encoder.0.mean.weight")) {
              parameter.data().fill((byte) 0);
            }
          }
          assertEquals(List.of(0), likelihood.activeUnits(data(), 1));
        });
  }

  @Test
  void refusesNoDraws() {
    with(
        1,
        (model, likelihood) ->
            assertThrows(
                IllegalArgumentException.class,
                () -> likelihood.negative(data(), 0, 1, done -> {})));
  }
}
