package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.FloatArrays;
import dev.culebra.data.Split;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models with a likelihood learn eight pictures by heart: what they then need to say which it is,
 * in nats, is known.
 */
class OverfitTest {
  private static final int STEPS = 700;

  /** What normal posteriors of eight separate pictures may cost beyond that. */
  private static final double GAP = 3;

  @TempDir private Path folder;

  /** Eight pictures, some repeated, in two classes of four; any 3 by 3 pixels tell which it is. */
  private static Split eight() {
    float[] values = new float[20 * 36];
    int[] labels = new int[20];
    for (int sample = 0; sample < 20; sample++) {
      labels[sample] = sample % 2;
      for (int pixel = 0; pixel < 36; pixel++) {
        values[sample * 36 + pixel] = (sample % 8 >> pixel % 3 & 1) == pixel / 3 % 2 ? 1 : 0;
      }
    }
    return FloatArrays.split(
        FloatArrays.labelled("eight", values, TinyRun.SAMPLE, labels, List.of("even", "odd")));
  }

  static List<Arguments> models() {
    return List.of(
        Arguments.of("ae", Map.of("hidden", List.of(24), "latent", 3), 0.0),
        Arguments.of(
            "ae",
            Map.of("hidden", List.of(), "latent", 24, "regularizer", "top_k", "kept", 4),
            0.0),
        Arguments.of("ae", Map.of("architecture", "gru", "hidden", List.of(16), "latent", 4), 0.0),
        Arguments.of(
            "iwae",
            Map.of("samples", 4, "latents", List.of(4), "hidden", List.of(24)),
            Math.log(8)),
        Arguments.of(
            "iwae",
            Map.of(
                "bound",
                "vae",
                "samples",
                1,
                "latents",
                List.of(6, 3),
                "hidden",
                List.of(24, 12),
                "binarize",
                false),
            Math.log(8)),
        Arguments.of("cvae", Map.of("classes", 2, "hidden", 24, "latent", 3), Math.log(4)),
        Arguments.of("cvae", Map.of("condition", "quadrant", "hidden", 24, "latent", 3), 0.0),
        Arguments.of(
            "cvae", Map.of("condition", "quadrant", "stochastic", false, "hidden", 24), 0.0));
  }

  @ParameterizedTest
  @MethodSource("models")
  void saysWhichOfEight(String model, Map<String, ?> config, double nats) {
    double[] losses = new double[STEPS];
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            losses[(int) progress.step() - 1] = progress.value(0);
          }
        };
    Map<String, ?> options = Map.of("steps", STEPS, "learningRate", 0.01, "batch", 64);
    TinyModels.Tiny tiny = new TinyModels.Tiny(model, "overfits", config, options, eight());
    try (Trainer trainer =
        Trainer.start(tiny.job(folder.resolve("run"), Map.of()), tiny.data(), listener)) {
      trainer.run();
    }
    assertTrue(losses[0] > 10, "at first " + losses[0]);
    double end = Arrays.stream(losses, STEPS - 50, STEPS).average().orElseThrow();
    assertTrue(end > nats - 0.3 && end < nats + GAP, "in the end " + end + ", at best " + nats);
  }
}
