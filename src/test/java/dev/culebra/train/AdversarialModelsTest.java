package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.FloatArrays;
import dev.culebra.data.Split;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.Model;
import dev.culebra.model.Saved;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Adversarial models learn what they see, in spite of their adversaries. */
class AdversarialModelsTest {
  @TempDir private Path folder;

  /** Two pictures, upright and level stripes, with their classes. */
  private static Split stripes() {
    float[] values = new float[40 * 36];
    int[] labels = new int[40];
    for (int i = 0; i < values.length; i++) {
      int pixel = i % 36;
      labels[i / 36] = i / 36 % 2;
      values[i] = (i / 36 % 2 == 0 ? pixel % 6 : pixel / 6) % 2;
    }
    return FloatArrays.split(
        FloatArrays.labelled("stripes", values, TinyRun.SAMPLE, labels, List.of("up", "level")));
  }

  static List<Arguments> models() {
    Map<String, Integer> small = Map.of("depth", 4, "scales", 1, "latent", 9);
    return List.of(
        Arguments.of("acai", small, 800, 0.05),
        Arguments.of("acai-baseline", small, 800, 0.05),
        Arguments.of("aae", Map.of("hidden", 16, "latent", 3, "discriminator", 8), 300, 0.02));
  }

  private TrainResult train(String model, Map<String, ?> config, int steps, int seed) {
    Map<String, ?> options =
        Map.of(
            "steps",
            steps,
            "learningRate",
            0.005,
            "batch",
            36,
            "beta1",
            0.0,
            "beta2",
            0.99,
            "seed",
            seed);
    TinyModels.Tiny tiny = new TinyModels.Tiny(model, "learns", config, options, stripes());
    try (Trainer trainer =
        Trainer.start(
            tiny.job(folder.resolve("run" + seed), Map.of()), tiny.data(), TrainingListener.NONE)) {
      return trainer.run();
    }
  }

  /** By the median of three seeds: two players magnify rounding, so that one training is chance. */
  @ParameterizedTest
  @MethodSource("models")
  void reconstructs(String model, Map<String, ?> config, int steps, double error) {
    double[] found =
        IntStream.rangeClosed(1, 3)
            .mapToDouble(seed -> train(model, config, steps, seed).test().total())
            .sorted()
            .toArray();
    assertTrue(found[1] < error, "squared errors per pixel " + Arrays.toString(found));
  }

  @Test
  void classesHaveTheirPlaces() {
    Map<String, ?> config =
        Map.of("labels", true, "classes", 2, "hidden", 16, "latent", 2, "discriminator", 16);
    train("aae", config, 400, 1);
    Split data = stripes();
    try (Autoencoder model = Autoencoder.load(folder.resolve("run1"))) {
      float[] drawn = model.sample(new int[] {0, 1, 1, 0}, 3);
      for (int i = 0; i < 4; i++) {
        float[] wanted = data.train().floats(firstOf(data, new int[] {0, 1, 1, 0}[i]), 1);
        double error = 0;
        for (int pixel = 0; pixel < 36; pixel++) {
          error += Math.pow(drawn[i * 36 + pixel] - wanted[pixel], 2) / 36;
        }
        assertTrue(error < 0.1, "sample " + i + ": squared error per pixel " + error);
      }
    }
  }

  private static int firstOf(Split data, int label) {
    int first = 0;
    while (data.train().label(first) != label) {
      first++;
    }
    return first;
  }

  /** The last checkpoint is the model that the run leaves. */
  @Test
  void snapshotsAreModels() {
    TinyModels.Tiny tiny =
        new TinyModels.Tiny(
            "aae",
            "snapshots",
            Map.of("hidden", 5, "latent", 2, "discriminator", 4),
            Map.of("steps", 7, "checkpointEvery", 2, "keep", 3),
            stripes());
    Path run = folder.resolve("run");
    try (Trainer trainer =
        Trainer.start(tiny.job(run, Map.of()), tiny.data(), TrainingListener.NONE)) {
      trainer.run();
    }
    List<Path> checkpoints = Snapshots.of(run);
    assertEquals(3, checkpoints.size());
    try (Model last = Saved.load(run);
        Model read = Saved.load(run)) {
      Snapshots.read(checkpoints.getFirst(), read);
      assertTrue(
          !Arrays.equals(
              last.parameters().getFirst().toFloats(), read.parameters().getFirst().toFloats()));
      Snapshots.read(checkpoints.getLast(), read);
      for (int i = 0; i < last.parameters().size(); i++) {
        assertArrayEquals(last.parameters().get(i).toFloats(), read.parameters().get(i).toFloats());
      }
    }
  }
}
