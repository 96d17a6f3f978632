package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.FloatArrays;
import dev.culebra.data.Split;
import dev.culebra.eval.Evaluation;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.SemanticHash;
import dev.culebra.model.SemanticHash.Binarization;
import dev.culebra.shape.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SemanticHashTest {
  @TempDir Path folder;

  /** Eight pictures need three bits; ten and the noise leave room to find them. */
  @ParameterizedTest
  @EnumSource(Binarization.class)
  void overfitsEightSamplesThroughItsBits(Binarization binarization) {
    float[] values = new float[20 * 36];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i / 36 % 8 >> i % 36 % 3 & 1) == i % 36 / 3 % 2 ? 1 : 0;
    }
    Split data = FloatArrays.split(FloatArrays.of("eight", values, TinyRun.SAMPLE));
    SemanticHash.Config config =
        new SemanticHash.Config(TinyRun.SAMPLE, List.of(24), 10, binarization, 1);
    Path run = folder.resolve("run");
    assertTrue(train(config, data, run).terms().get("squared_error") < 0.5);
    try (Autoencoder model = Autoencoder.load(run)) {
      float[] bits = model.encode(values);
      for (float bit : bits) {
        assertTrue(bit == 0 || bit == 1, bit + " is no bit");
      }
      assertArrayEquals(model.reconstruct(values), model.decode(bits));
    }
  }

  @Test
  void textsOfTwoKindsGetTwoKindsOfCodes() {
    float[] counts = new float[60 * 8];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = i % 8 / 4 == i / 8 % 2 ? 2 + i / 16 % 3 : 0;
    }
    Split data = FloatArrays.split(FloatArrays.of("texts", counts, Shape.of(8)));
    SemanticHash.Config config =
        new SemanticHash.Config(Shape.of(8), List.of(12), 6, Binarization.NOISE, 1);
    Path run = folder.resolve("run");
    // A text of either kind has four words, each about as often.
    assertEquals(Math.log(4), train(config, data, run).terms().get("per_word"), 0.1);
    try (Autoencoder model = Autoencoder.load(run)) {
      float[] words = model.reconstruct(counts);
      for (int i = 0; i < words.length; i++) {
        assertEquals(i % 8 / 4 == i / 8 % 2 ? 0.25 : 0, words[i], 0.1);
      }
    }
  }

  private static Evaluation train(SemanticHash.Config config, Split data, Path run) {
    TrainOptions options =
        TinyRun.options(Map.of("epochs", 400, "learningRate", 0.01, "batch", 64));
    Job job = new Job("semantic-hash", config, options, run);
    try (Trainer trainer = Trainer.start(job, data, TrainingListener.NONE)) {
      return trainer.run().test();
    }
  }

  @Test
  void configurationsThatMakeNoSense() {
    assertEquals("[semantic-hash] latent: 0 is below 1", refusal(Shape.of(5), 0, 1));
    assertEquals(
        "[semantic-hash] noise: -1.0 is negative or no number", refusal(Shape.of(5), 1, -1));
    assertEquals(
        "[semantic-hash] input: [5,5] is not [H,W,C] or [words]", refusal(Shape.of(5, 5), 1, 1));
  }

  private static String refusal(Shape input, int latent, double noise) {
    Executable make =
        () -> new SemanticHash.Config(input, List.of(), latent, Binarization.NOISE, noise);
    return assertThrows(IllegalArgumentException.class, make).getMessage();
  }
}
