package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.model.Zoo;
import dev.culebra.train.TinyModels.Tiny;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every model of the zoo: it learns, repeats itself, and resumes bit for bit. */
class EveryModelTest {
  @TempDir Path folder;

  static List<Tiny> models() {
    return TinyModels.all();
  }

  @Test
  void everyModelIsHere() {
    Set<String> tested = models().stream().map(Tiny::model).collect(Collectors.toSet());
    Set<String> all = Zoo.entries().stream().map(Zoo.Entry::name).collect(Collectors.toSet());
    assertEquals(all, tested);
  }

  /** On two threads after the interruption, on one before. */
  @ParameterizedTest
  @MethodSource("models")
  void resumesBitForBit(Tiny tiny) throws IOException {
    Path whole = folder.resolve("whole");
    TrainResult result = run(tiny.job(whole, Map.of()), tiny, Long.MAX_VALUE);
    assertEquals(TrainResult.End.FINISHED, result.end());
    assertTrue(Double.isFinite(result.test().total()), () -> "test " + result.test());
    Path parts = folder.resolve("parts");
    long middle = (result.step() + 1) / 2;
    assertEquals(TrainResult.End.STOPPED, run(tiny.job(parts, Map.of()), tiny, middle).end());
    try (Trainer trainer =
        Trainer.resume(parts, Map.of("threads", 2), tiny.data(), TrainingListener.NONE)) {
      trainer.run();
    }
    assertArrayEquals(TinyRun.model(whole), TinyRun.model(parts));
    assertArrayEquals(newest(whole), newest(parts));
  }

  private static TrainResult run(Job job, Tiny tiny, long stop) {
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
    try (Trainer trainer = Trainer.start(job, tiny.data(), listener)) {
      self[0] = trainer;
      return trainer.run();
    }
  }

  private static byte[] newest(Path run) throws IOException {
    Path last = new Checkpoints(run.resolve(RunFolder.CHECKPOINTS), 1, 0).all().getLast();
    return Files.readAllBytes(last.resolve("state.safetensors"));
  }
}
