package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.data.Split;
import dev.culebra.files.UserError;
import dev.culebra.harness.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An interrupted run ends with the bytes of one that was not. */
class ResumeTest {
  private static final Map<String, Object> EVERYTHING =
      Map.of(
          "accumulate",
          2,
          "ema",
          0.9,
          "clip",
          5,
          "schedule",
          "cosine",
          "warmup",
          4,
          "secondMoment",
          1,
          "checkpointEvery",
          4);

  /** 74 training samples or so: four whole batches and a ragged one, so epochs of three steps. */
  private static final int SAMPLES = 83;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 8})
  void stoppedAtAStep(int stop) throws IOException {
    byte[] whole = TinyRun.train(folder.resolve("whole"), EVERYTHING, SAMPLES);
    Path parts = folder.resolve("parts");
    TrainResult first = stopAt(stop, parts, EVERYTHING);
    assertEquals(TrainResult.End.STOPPED, first.end());
    assertEquals(stop, first.step());
    TrainResult second = resume(parts, Map.of());
    assertEquals(TrainResult.End.FINISHED, second.end());
    assertArrayEquals(whole, TinyRun.model(parts));
    assertEquals(figures(folder.resolve("whole")), figures(parts));
    assertArrayEquals(newest(folder.resolve("whole")), newest(parts));
  }

  @Test
  void failedBetweenCheckpoints() throws IOException {
    byte[] whole = TinyRun.train(folder.resolve("whole"), EVERYTHING, SAMPLES);
    int fatal = 5 + Seed.random("failedBetweenCheckpoints").nextInt(3);
    Path parts = folder.resolve("parts");
    assertThrows(
        IllegalStateException.class, () -> train(parts, EVERYTHING, step -> failAt(fatal, step)));
    TrainResult rest = resume(parts, Map.of("threads", 2));
    assertEquals(TrainResult.End.FINISHED, rest.end());
    assertArrayEquals(whole, TinyRun.model(parts));
    assertEquals(figures(folder.resolve("whole")), figures(parts));
  }

  private static void failAt(int fatal, long step) {
    if (step == fatal) {
      throw new IllegalStateException("at step " + fatal);
    }
  }

  @Test
  void failedBeforeTheFirstCheckpoint() throws IOException {
    byte[] whole = TinyRun.train(folder.resolve("whole"), EVERYTHING, SAMPLES);
    Path parts = folder.resolve("parts");
    assertThrows(
        IllegalStateException.class, () -> train(parts, EVERYTHING, step -> failAt(2, step)));
    resume(parts, Map.of());
    assertArrayEquals(whole, TinyRun.model(parts));
  }

  @Test
  void timeIsUp() throws IOException {
    byte[] whole = TinyRun.train(folder.resolve("whole"), EVERYTHING, SAMPLES);
    Path parts = folder.resolve("parts");
    Map<String, Object> hurried = new HashMap<>(EVERYTHING);
    hurried.put("maxTime", 1e-9);
    try (Trainer trainer =
        Trainer.start(TinyRun.job(parts, hurried), TinyRun.data(SAMPLES), TrainingListener.NONE)) {
      TrainResult result = trainer.run();
      assertEquals(TrainResult.End.TIME, result.end());
      assertEquals(1, result.step());
    }
    resume(parts, Map.of("maxTime", 0));
    assertArrayEquals(whole, TinyRun.model(parts));
  }

  @Test
  void aDamagedCheckpointIsPassedOver() throws IOException {
    byte[] whole = TinyRun.train(folder.resolve("whole"), EVERYTHING, SAMPLES);
    Path parts = folder.resolve("parts");
    stopAt(7, parts, EVERYTHING);
    List<Path> checkpoints = checkpoints(parts);
    assertEquals(2, checkpoints.size());
    Path tensors = checkpoints.getLast().resolve("state.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    bytes[bytes.length - 5] ^= 1;
    Files.write(tensors, bytes);
    List<String> warnings = new ArrayList<>();
    resume(parts, Map.of(), TinyRun.data(SAMPLES), warnings);
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.getFirst().contains("its bytes are not those written"));
    assertArrayEquals(whole, TinyRun.model(parts));
  }

  @Test
  void whatMayNotChange() throws IOException {
    Path run = folder.resolve("run");
    stopAt(2, run, EVERYTHING);
    byte[] before = newest(run);
    UserError batch = assertThrows(UserError.class, () -> resume(run, Map.of("batch", 8)));
    assertTrue(batch.getMessage().startsWith("resume: batch cannot change within a run"));
    UserError data =
        assertThrows(
            UserError.class, () -> resume(run, Map.of(), TinyRun.data(40), new ArrayList<>()));
    assertTrue(data.getMessage().contains("are not those of the run"), data.getMessage());
    UserError none = assertThrows(UserError.class, () -> resume(folder.resolve("none"), Map.of()));
    assertTrue(none.getMessage().contains("no run here"), none.getMessage());
    UserError again = assertThrows(UserError.class, () -> TinyRun.train(run, EVERYTHING, SAMPLES));
    assertTrue(again.getMessage().contains("holds a run already"), again.getMessage());
    assertArrayEquals(before, newest(run));
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void moreEpochs() throws IOException {
    Path longer = folder.resolve("longer");
    byte[] five = TinyRun.train(longer, Map.of("epochs", 5), SAMPLES);
    Path extended = folder.resolve("extended");
    TinyRun.train(extended, Map.of("epochs", 2), SAMPLES);
    TrainResult result = resume(extended, Map.of("epochs", 5));
    assertEquals(5, result.epochs());
    assertArrayEquals(five, TinyRun.model(extended));
    assertEquals(5, RunFolder.read(extended).job().options().epochs());
  }

  private interface AfterStep {
    void step(long step);
  }

  private static void train(Path run, Map<String, ?> options, AfterStep after) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            after.step(progress.step());
          }
        };
    try (Trainer trainer =
        Trainer.start(TinyRun.job(run, options), TinyRun.data(SAMPLES), listener)) {
      trainer.run();
    }
  }

  private static TrainResult stopAt(long stop, Path run, Map<String, ?> options) {
    Trainer[] self = new Trainer[1];
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            if (progress.step() == stop) {
              self[0].requestStop();
            }
          }
        };
    try (Trainer trainer =
        Trainer.start(TinyRun.job(run, options), TinyRun.data(SAMPLES), listener)) {
      self[0] = trainer;
      return trainer.run();
    }
  }

  private static TrainResult resume(Path run, Map<String, ?> changes) {
    List<String> warnings = new ArrayList<>();
    TrainResult result = resume(run, changes, TinyRun.data(SAMPLES), warnings);
    assertEquals(List.of(), warnings);
    return result;
  }

  private static TrainResult resume(
      Path run, Map<String, ?> changes, Split data, List<String> warnings) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void warned(String line) {
            warnings.add(line);
          }
        };
    try (Trainer trainer = Trainer.resume(run, changes, data, listener)) {
      return trainer.run();
    }
  }

  /** Lines of metrics without what depends on the clock. */
  private static List<Map<String, Object>> figures(Path run) {
    List<Map<String, Object>> lines = RunFolder.metrics(run);
    lines.forEach(line -> line.keySet().removeAll(List.of("seconds", "samples_per_second")));
    assertFalse(lines.isEmpty());
    return lines;
  }

  private static List<Path> checkpoints(Path run) {
    return new Checkpoints(run.resolve(RunFolder.CHECKPOINTS), 1, 0).all();
  }

  private static byte[] newest(Path run) throws IOException {
    return Files.readAllBytes(checkpoints(run).getLast().resolve("state.safetensors"));
  }

  /** A run may be killed after its first lines and before its first checkpoint. */
  @Test
  void metricsAfterTheCheckpointLeaveNoLine() throws IOException {
    Files.writeString(folder.resolve(RunFolder.METRICS), "{\"step\":3}\n{\"step\":6}\n");
    RunFolder.openMetrics(folder, 3).close();
    assertEquals(1, RunFolder.metrics(folder).size());
    RunFolder.openMetrics(folder, 0).close();
    assertEquals(0, Files.size(folder.resolve(RunFolder.METRICS)));
  }
}
