package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.ChildJvm;
import dev.culebra.files.UserError;
import dev.culebra.harness.Seed;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed and terminated at random moments. */
class KillTest {
  private static final int KILLS = 20;
  private static final int MOST_STEPS_BETWEEN = 15;

  /** More than the kills can let pass. */
  private static final long STEPS = KILLS * MOST_STEPS_BETWEEN + 10;

  /**
   * The Vector API in the children too, so that they train with the tiers that people use; the
   * quick compiler and the small collector, because most of a child's life is its start.
   */
  private static final List<String> PREFIX =
      List.of(
          "env",
          "JDK_JAVA_OPTIONS=--add-modules=jdk.incubator.vector -XX:TieredStopAtLevel=1"
              + " -XX:+UseSerialGC");

  @TempDir Path folder;

  @Test
  void killedTwentyTimes() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    String steps = Long.toString(STEPS);
    ChildJvm.Result uninterrupted = ChildJvm.run(PREFIX, TrainMain.class, whole.toString(), steps);
    assertTrue(uninterrupted.output().endsWith("FINISHED " + STEPS + "\n"), uninterrupted.output());
    Path parts = folder.resolve("parts");
    SplittableRandom random = Seed.random("killedTwentyTimes");
    for (int kill = 0; kill < KILLS; kill++) {
      kill(parts, random, kill);
    }
    ChildJvm.Result last = ChildJvm.run(PREFIX, TrainMain.class, parts.toString(), steps);
    assertTrue(last.output().endsWith("FINISHED " + STEPS + "\n"), last.output());
    assertArrayEquals(TinyRun.model(whole), TinyRun.model(parts));
    assertEquals(List.of(), temporaries(parts));
  }

  /** One in four while the child starts or plans, the others after some steps. */
  private static void kill(Path run, SplittableRandom random, int number)
      throws IOException, InterruptedException {
    Process child = ChildJvm.start(PREFIX, TrainMain.class, run.toString(), Long.toString(STEPS));
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      int steps = number % 4 == 0 ? 0 : 1 + random.nextInt(MOST_STEPS_BETWEEN);
      for (int step = 0; step < steps; step++) {
        nextStep(lines);
      }
      Thread.sleep(steps == 0 ? random.nextInt(800) : 0, random.nextInt(999_999));
      child.destroyForcibly().waitFor();
    }
  }

  private static long nextStep(BufferedReader lines) throws IOException {
    for (String line = lines.readLine(); ; line = lines.readLine()) {
      assertNotNull(line, "the child ended without another step");
      if (line.startsWith("step ")) {
        return Long.parseLong(line.substring("step ".length()));
      }
      assertTrue(line.contains("NOTE: Picked up") || line.contains("incubator"), line);
    }
  }

  @Test
  void terminatedGracefully() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    Process child =
        ChildJvm.start(PREFIX, TrainMain.class, run.toString(), Long.toString(1_000_000));
    try (BufferedReader lines = child.inputReader(StandardCharsets.UTF_8)) {
      nextStep(lines);
      UserError second =
          assertThrows(
              UserError.class,
              () ->
                  Trainer.resume(
                      run, Map.of(), TinyRun.data(TrainMain.SAMPLES), TrainingListener.NONE));
      assertTrue(
          second.getMessage().contains("is in use by process " + child.pid()), second.getMessage());
      // Not from the handle, which would close the stream that tells the last step.
      ProcessHandle.of(child.pid()).orElseThrow().destroy();
      String last = null;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line.startsWith("step ") ? line : last;
      }
      assertEquals(143, child.waitFor());
      List<Path> checkpoints = new Checkpoints(run.resolve("checkpoint"), 1, 0).all();
      assertNotNull(last);
      long step = Long.parseLong(last.substring("step ".length()));
      assertEquals("step-%08d".formatted(step), checkpoints.getLast().getFileName().toString());
    } finally {
      child.destroyForcibly();
    }
  }

  private static List<String> temporaries(Path run) throws IOException {
    try (Stream<Path> walk = Files.walk(run)) {
      return walk.map(Path::toString).filter(name -> name.contains(".tmp-")).toList();
    }
  }
}
