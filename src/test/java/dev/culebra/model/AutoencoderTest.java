package dev.culebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.harness.Seed;
import dev.culebra.optim.Schedule;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoencoderTest {
  private static final int PIXELS = 6 * 6;

  @TempDir private Path folder;
  private final Vae model =
      new Vae(
          new Vae.Config(
              Shape.of(6, 6, 1),
              Vae.Architecture.MLP,
              10,
              List.of(4),
              3,
              Vae.Likelihood.BERNOULLI,
              4,
              1));
  private final SplittableRandom random = Seed.random("autoencoder");
  private Path file;

  @BeforeEach
  void save() {
    model.initialize(random.nextLong());
    file = folder.resolve("model.safetensors");
    Saved.write(model, file);
  }

  @AfterEach
  void release() {
    model.close();
  }

  @Test
  void computesWhatTheModelComputesStepByStep() {
    float[] pixels = pixels(5);
    Tensor images = Tensor.of(Shape.of(5, 6, 6, 1), pixels);
    try (Autoencoder loaded = Autoencoder.load(file)) {
      assertEquals(Shape.of(6, 6, 1), loaded.input());
      assertEquals(Shape.of(3), loaded.latent());
      close(model.encode(images).toFloats(), loaded.encode(pixels));
      close(model.decode(model.encode(images)).toFloats(), loaded.reconstruct(pixels));
      close(loaded.decode(loaded.encode(pixels)), loaded.reconstruct(pixels));
    }
  }

  @Test
  void scoresTheBoundWithEveryWeightAtOne() {
    float[] pixels = pixels(8);
    MemorySegment counter = MemorySegment.ofArray(new long[3]);
    StepInput input =
        new StepInput() {
          @Override
          public Tensor labels() {
            throw new AssertionError("the model needs none");
          }

          @Override
          public Tensor samples() {
            return Tensor.of(Shape.of(8, 6, 6, 1), pixels);
          }

          @Override
          public Rng rng() {
            return new Rng(Tensor.over(Rng.COUNTER, counter));
          }

          @Override
          public Tensor scalar(String name, Schedule schedule) {
            return Tensor.scalar(1);
          }
        };
    try (Autoencoder loaded = Autoencoder.load(folder)) {
      close(model.losses(input).total().toFloats(), loaded.score(pixels));
    }
  }

  @Test
  void manySamplesAreCutIntoPieces() {
    float[] pixels = pixels(11);
    AutoencoderOptions small = AutoencoderOptions.DEFAULT.withMaxBatch(4);
    try (Autoencoder whole = Autoencoder.load(file);
        Autoencoder pieces = Autoencoder.load(file, small)) {
      close(whole.encode(pixels), pieces.encode(pixels));
      close(whole.reconstruct(pixels), pieces.reconstruct(pixels));
      float[] samples = pieces.sample(6, 3);
      assertEquals(6 * PIXELS, samples.length);
      assertFalse(
          Arrays.equals(row(samples, 0), row(samples, 4)), "pieces must not repeat the draws");
    }
  }

  @Test
  void samplesFollowTheSeed() {
    try (Autoencoder loaded = Autoencoder.load(file)) {
      assertArrayEquals(loaded.sample(3, 7), loaded.sample(3, 7));
      assertFalse(Arrays.equals(loaded.sample(3, 7), loaded.sample(3, 8)));
    }
  }

  @Test
  void interpolatesBetweenReconstructions() {
    float[] from = pixels(1);
    float[] to = pixels(1);
    try (Autoencoder loaded = Autoencoder.load(file)) {
      float[] way = loaded.interpolate(from, to, 5);
      close(loaded.reconstruct(from), row(way, 0));
      close(loaded.reconstruct(to), row(way, 4));
    }
  }

  @Test
  void eightThreadsGiveTheBytesOfOne() throws Exception {
    float[] pixels = pixels(40);
    AutoencoderOptions options = AutoencoderOptions.DEFAULT.withPool(3).withMaxBatch(16);
    try (Autoencoder loaded = Autoencoder.load(file, options);
        var threads = Executors.newFixedThreadPool(8)) {
      float[] latents = loaded.encode(pixels);
      float[] scores = loaded.score(pixels);
      List<Callable<Void>> calls = new ArrayList<>();
      for (int call = 0; call < 200; call++) {
        calls.add(
            () -> {
              assertArrayEquals(latents, loaded.encode(pixels), 0);
              assertArrayEquals(scores, loaded.score(pixels), 0);
              return null;
            });
      }
      for (var done : threads.invokeAll(calls)) {
        done.get();
      }
    }
  }

  @Test
  void threadsOfACallDoNotChangeTheBytes() {
    float[] pixels = pixels(33);
    try (Autoencoder one = Autoencoder.load(file);
        Autoencoder two = Autoencoder.load(file, AutoencoderOptions.DEFAULT.withThreads(2))) {
      assertArrayEquals(one.score(pixels), two.score(pixels), 0);
    }
  }

  @Test
  void aWrongLengthIsTold() {
    try (Autoencoder loaded = Autoencoder.load(file)) {
      var problem =
          assertThrows(IllegalArgumentException.class, () -> loaded.encode(new float[PIXELS + 1]));
      assertEquals(
          "[encode] 37 floats are no whole number of samples [6,6,1]; each has 36",
          problem.getMessage());
      assertEquals(0, loaded.encode(new float[0]).length);
    }
  }

  @Test
  void aMemoryLimitIsKeptOrRefusedWithNeedAndLimit() {
    long need;
    try (Autoencoder loaded = Autoencoder.load(file)) {
      need = loaded.memoryBytes();
    }
    AutoencoderOptions options = AutoencoderOptions.DEFAULT.withMemoryLimit(need - 1);
    var problem = assertThrows(UserError.class, () -> Autoencoder.load(file, options));
    assertTrue(problem.getMessage().contains(Long.toString(need)), problem.getMessage());
    assertTrue(problem.getMessage().contains(Long.toString(need - 1)), problem.getMessage());
    try (Autoencoder fits = Autoencoder.load(file, options.withMemoryLimit(need))) {
      assertEquals(3, fits.encode(pixels(1)).length);
    }
    try (Autoencoder fits = Autoencoder.load(file, options.withMaxBatch(8))) {
      assertTrue(fits.memoryBytes() < need);
    }
  }

  @Test
  void isOfNoUseAfterClose() {
    Autoencoder loaded = Autoencoder.load(file);
    loaded.encode(pixels(1));
    loaded.close();
    loaded.close();
    assertThrows(IllegalStateException.class, () -> loaded.encode(pixels(1)));
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> AutoencoderOptions.DEFAULT.withThreads(0));
    assertThrows(IllegalArgumentException.class, () -> AutoencoderOptions.DEFAULT.withPool(0));
    assertThrows(IllegalArgumentException.class, () -> AutoencoderOptions.DEFAULT.withMaxBatch(0));
  }

  private float[] pixels(int count) {
    float[] pixels = new float[count * PIXELS];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    return pixels;
  }

  private static float[] row(float[] samples, int index) {
    return Arrays.copyOfRange(samples, index * PIXELS, (index + 1) * PIXELS);
  }

  /** Planned against eager, and batch sizes against each other, may sum in another order. */
  private static void close(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5 * Math.max(1, Math.abs(expected[i])));
    }
  }
}
