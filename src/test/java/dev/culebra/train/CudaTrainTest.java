package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.FakeDriver;
import java.io.IOException;
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

  /** Of each model. */
  private static final int STEPS = 10;

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
    assertClose("vae", cpu, cuda);
  }

  @Test
  void lossesOfRoundedProductsFollowThoseOfTheProcessor() {
    Map<String, String> rounded = Map.of("precision", "bf16", "device", "cuda");
    assertClose(
        "vae in bf16",
        losses("cpu-bf16", Map.of("precision", "bf16", "device", "cpu")),
        losses("cuda-bf16", rounded));
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
  void everyModelTrainsAsOnTheProcessor() {
    List<String> trained = new ArrayList<>();
    for (TinyModels.Tiny tiny : TinyModels.all()) {
      Map<String, ?> onCuda = Map.of("device", "cuda", "steps", STEPS);
      Job cuda = tiny.job(folder.resolve("cuda-" + trained.size()), onCuda);
      Job cpu = tiny.job(folder.resolve("cpu-" + trained.size()), Map.of("steps", STEPS));
      assertClose(
          tiny.toString(), TinyRun.values(cpu, tiny.data()), TinyRun.values(cuda, tiny.data()));
      trained.add(tiny.toString());
    }
    System.out.println("models that train on cuda: " + trained);
  }

  private static void assertClose(String what, List<Double> expected, List<Double> actual) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      double wanted = expected.get(i);
      // A step that takes no part in a batch has no value.
      double bound =
          Double.isNaN(wanted) ? Double.MIN_VALUE : 1e-4 * Math.max(1e-3, Math.abs(wanted));
      assertEquals(wanted, actual.get(i), bound, what + ", value " + i);
    }
  }
}
