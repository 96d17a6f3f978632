package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import dev.culebra.harness.FakeDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings on the double of a device whose kernels are chosen by a property. */
abstract class CudaTrainings {
  @TempDir Path folder;

  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  static Object tier(Path run, String operation) {
    Map<String, Object> config = Json.readMap(run.resolve(RunFolder.CONFIG));
    return ((Map<?, ?>) config.get("tiers")).get(operation);
  }

  static void assertClose(String what, List<Double> expected, List<Double> actual) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      double bound = 1e-4 * Math.max(1e-3, Math.abs(expected.get(i)));
      assertEquals(expected.get(i), actual.get(i), bound, what + ", value " + i);
    }
  }

  private void train(TinyModels.Tiny tiny, Path run, int steps) {
    Job job = tiny.job(run, Map.of("steps", steps, "device", "cuda"));
    try (Trainer trainer = Trainer.start(job, tiny.data(), TrainingListener.NONE)) {
      trainer.run();
    }
  }

  private static List<String> resume(TinyModels.Tiny tiny, Path run, int steps) {
    List<String> warnings = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void warned(String complaint) {
            warnings.add(complaint);
          }
        };
    try (Trainer rest = Trainer.resume(run, Map.of("steps", steps), tiny.data(), listener)) {
      rest.run();
    }
    return warnings;
  }

  /**
   * Trains once in one go and once with a break, while a property has a value.
   *
   * @return the run with the break
   */
  Path givesTheSameBytes(
      TinyModels.Tiny tiny, String operation, String tier, Consumer<Runnable> with) {
    Path once = folder.resolve("once");
    Path parts = folder.resolve("parts");
    with.accept(
        () -> {
          train(tiny, once, 8);
          train(tiny, parts, 4);
          assertEquals(List.of(), resume(tiny, parts, 8));
        });
    assertEquals(tier, tier(parts, operation));
    try {
      assertArrayEquals(TinyRun.model(once), TinyRun.model(parts));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return parts;
  }

  /** Goes on with a run that had other kernels. */
  void tellsOfOthers(TinyModels.Tiny tiny, Path run, Consumer<Runnable> with) {
    List<String> warnings = new ArrayList<>();
    with.accept(() -> warnings.addAll(resume(tiny, run, 12)));
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(
        warnings.getFirst().startsWith("tiers changed since the run began"), warnings::getFirst);
  }
}
