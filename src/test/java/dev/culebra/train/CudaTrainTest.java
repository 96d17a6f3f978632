package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.FakeDriver;
import dev.culebra.ir.OpException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings on the device, whose double runs the kernels on the host. */
@Tag("cuda")
class CudaTrainTest {
  private static final int SAMPLES = 83;

  @TempDir private Path folder;

  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  private static Map<String, Object> options(Map<String, ?> more) {
    Map<String, Object> all = new HashMap<>(more);
    all.put("clip", 1.0);
    all.put("ema", 0.9);
    all.put("epochs", 2);
    return all;
  }

  /** The losses of each step, and of each evaluation after them. */
  private List<Double> losses(String run, Map<String, ?> more) {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            losses.add(progress.value(0));
          }

          @Override
          public void epochEnded(EpochEnd end) {
            losses.add(end.test().total());
          }
        };
    Job job = TinyRun.job(folder.resolve(run), options(more));
    try (Trainer trainer = Trainer.start(job, TinyRun.data(SAMPLES), listener)) {
      trainer.run();
    }
    return losses;
  }

  @Test
  void lossesFollowThoseOfTheProcessor() {
    List<Double> cpu = losses("cpu", Map.of("device", "cpu"));
    List<Double> cuda = losses("cuda", Map.of("device", "cuda"));
    assertTrue(cpu.size() > 10, cpu.toString());
    assertEquals(cpu.size(), cuda.size());
    for (int i = 0; i < cpu.size(); i++) {
      assertEquals(cpu.get(i), cuda.get(i), 1e-4 * Math.abs(cpu.get(i)), "loss " + i);
    }
  }

  @Test
  void theSameRunGivesTheSameBytesHoweverItIsInterrupted() throws IOException {
    Map<String, Object> cuda = options(Map.of("device", "cuda"));
    byte[] once = TinyRun.train(folder.resolve("once"), cuda, SAMPLES);
    cuda.put("steps", 4);
    TinyRun.train(folder.resolve("parts"), cuda, SAMPLES);
    try (Trainer rest =
        Trainer.resume(
            folder.resolve("parts"),
            Map.of("steps", 0),
            TinyRun.data(SAMPLES),
            TrainingListener.NONE)) {
      rest.run();
    }
    assertArrayEquals(once, TinyRun.model(folder.resolve("parts")));
  }

  @Test
  void modelsThatLackAnOperationSayWhich() {
    List<String> trained = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (TinyModels.Tiny tiny : TinyModels.all()) {
      Path run = folder.resolve("run-" + (trained.size() + refused.size()));
      Map<String, ?> changes = Map.of("device", "cuda", "steps", 2);
      try (Trainer trainer =
          Trainer.start(tiny.job(run, changes), tiny.data(), TrainingListener.NONE)) {
        trainer.run();
        trained.add(tiny.toString());
      } catch (OpException missing) {
        assertTrue(missing.getMessage().contains("no kernel on cuda for "), missing.getMessage());
        assertFalse(Files.exists(run), "refused, but " + run + " was made");
        refused.add(tiny + ": " + missing.getMessage().replaceAll("].*", "]"));
      }
    }
    System.out.println("models that train on cuda: " + trained);
    System.out.println("models that do not: " + refused);
    assertTrue(trained.contains("vae mlp"), trained.toString());
  }
}
