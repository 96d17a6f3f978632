package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.culebra.kernel.Precision;
import dev.culebra.train.TinyModels.Tiny;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training with products in bfloat16: near float32's losses, and as exact in what it repeats. */
class Bfloat16TrainingTest {
  private static final Map<String, Object> SHORT = Map.of("precision", "bf16", "threads", 1);

  /** Of the largest loss: three times what critics and normalizations on few samples drift. */
  private static final double NEAR = 0x1p-5;

  private static final int SAMPLES = 83;

  @TempDir Path folder;

  static List<Tiny> models() {
    return TinyModels.all();
  }

  @ParameterizedTest
  @MethodSource("models")
  void staysNearFloat32(Tiny tiny) {
    List<Double> exact = losses(tiny, "f32");
    List<Double> rounded = losses(tiny, "bf16");
    assertEquals(exact.size(), rounded.size());
    double largest = exact.stream().mapToDouble(Math::abs).max().orElseThrow();
    for (int i = 0; i < exact.size(); i++) {
      assertEquals(exact.get(i), rounded.get(i), NEAR * largest, "loss " + i);
    }
    assertFalse(exact.equals(rounded), "nothing was rounded");
  }

  private List<Double> losses(Tiny tiny, String precision) {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            // What the step at hand does not compute is not a number.
            Arrays.stream(progress.values)
                .filter(Double::isFinite)
                .findFirst()
                .ifPresent(losses::add);
          }
        };
    Job job = tiny.job(folder.resolve(precision), Map.of("precision", precision));
    try (Trainer trainer = Trainer.start(job, tiny.data(), listener)) {
      trainer.run();
    }
    return losses;
  }

  /** Resumed on another number of threads; the folder says in what precision. */
  @Test
  void resumesBitForBit() throws IOException {
    byte[] whole = TinyRun.train(folder.resolve("whole"), SHORT, SAMPLES);
    Path parts = folder.resolve("parts");
    Trainer[] self = new Trainer[1];
    TrainingListener stopping =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            if (progress.step() == 4) {
              self[0].requestStop();
            }
          }
        };
    try (Trainer trainer =
        Trainer.start(TinyRun.job(parts, SHORT), TinyRun.data(SAMPLES), stopping)) {
      self[0] = trainer;
      assertEquals(TrainResult.End.STOPPED, trainer.run().end());
    }
    assertEquals(Precision.BF16, RunFolder.read(parts).job().options().precision());
    try (Trainer trainer =
        Trainer.resume(parts, Map.of("threads", 2), TinyRun.data(SAMPLES), TrainingListener.NONE)) {
      trainer.run();
    }
    assertArrayEquals(whole, TinyRun.model(parts));
  }

  @Test
  void threadsDoNotMatterButThePrecisionDoes() throws IOException {
    byte[] one = TinyRun.train(folder.resolve("one"), SHORT, SAMPLES);
    byte[] two =
        TinyRun.train(folder.resolve("two"), Map.of("precision", "bf16", "threads", 2), SAMPLES);
    byte[] exact = TinyRun.train(folder.resolve("exact"), Map.of("threads", 1), SAMPLES);
    assertArrayEquals(one, two);
    assertFalse(Arrays.equals(one, exact));
  }
}
