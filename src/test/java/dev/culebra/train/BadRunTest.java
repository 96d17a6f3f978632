package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.culebra.data.FloatArrays;
import dev.culebra.data.Split;
import dev.culebra.files.ChildJvm;
import dev.culebra.files.UserError;
import dev.culebra.model.Saved;
import dev.culebra.run.Tiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that cannot go on: each one clear line, nothing half-written, what was safe stays safe. */
class BadRunTest {
  private static final int SAMPLES = 83;

  @TempDir Path folder;

  @Test
  void exploding() throws IOException {
    Path run = folder.resolve("run");
    UserError error =
        assertThrows(
            UserError.class,
            () -> TinyRun.train(run, Map.of("learningRate", 1e30, "checkpointEvery", 1), SAMPLES));
    assertTrue(
        error.getMessage().startsWith("step 2 is not finite: output 0 of "), error.getMessage());
    assertTrue(error.getMessage().contains(" f32[16,"), error.getMessage());
    assertEquals(List.of("step-00000001"), names(run.resolve("checkpoint")));
    assertIntact(run);
  }

  @Test
  void explodingWhileAccumulating() {
    Path run = folder.resolve("run");
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                TinyRun.train(
                    run, Map.of("learningRate", 1e30, "accumulate", 2, "clip", 1), SAMPLES));
    assertTrue(
        error.getMessage().startsWith("step 2 is not finite: output 0 of "), error.getMessage());
  }

  @Test
  void explodingInTheLastStepBeforeACheckpoint() throws IOException {
    Path run = folder.resolve("run");
    Map<String, Object> options =
        Map.of("learningRate", 1e40, "optimizer", "sgd", "checkpointEvery", 1);
    UserError error = assertThrows(UserError.class, () -> TinyRun.train(run, options, SAMPLES));
    assertTrue(
        error.getMessage().startsWith("step 1 is not finite: it left a value in parameter."),
        error.getMessage());
    assertFalse(Files.exists(run.resolve("model.safetensors")));
  }

  @Test
  void damagedData() {
    float[] values = new float[40 * 36];
    values[7 * 36 + 3] = Float.NaN;
    Split data = FloatArrays.split(FloatArrays.of("holes", values, TinyRun.SAMPLE));
    Job job = TinyRun.job(folder.resolve("run"), Map.of("batch", 64));
    UserError error =
        assertThrows(
            UserError.class,
            () -> {
              try (Trainer trainer = Trainer.start(job, data, TrainingListener.NONE)) {
                trainer.run();
              }
            });
    assertTrue(
        error.getMessage().startsWith("step 1 is not finite: input samples f32["),
        error.getMessage());
    assertTrue(error.getMessage().contains("with NaN at element"), error.getMessage());
  }

  @Test
  void parametersStayAsBeforeABadStep() throws IOException {
    Path run = folder.resolve("run");
    Map<String, Object> explodes = Map.of("learningRate", 1e30, "checkpointEvery", 1);
    assertThrows(UserError.class, () -> TinyRun.train(run, explodes, SAMPLES));
    byte[] afterOne = TinyRun.train(folder.resolve("one"), with(explodes, "steps", 1), SAMPLES);
    assertArrayEquals(afterOne, TinyRun.model(run));
  }

  @Test
  void fullDisk() throws IOException, InterruptedException {
    Path mount = Files.createDirectory(folder.resolve("small"));
    int mounted = exit("mount", "-t", "tmpfs", "-o", "size=192k", "tmpfs", mount.toString());
    if (mounted != 0) {
      System.out.println("skipped fullDisk: no permission to mount a small tmpfs here");
    }
    assumeTrue(mounted == 0);
    try {
      Path run = mount.resolve("run");
      UserError error =
          assertThrows(
              UserError.class,
              () -> TinyRun.train(run, Map.of("checkpointEvery", 1, "keep", 99), SAMPLES));
      assertTrue(error.getMessage().startsWith("cannot write " + run), error.getMessage());
      assertTrue(error.getMessage().contains("the disk is full ("), error.getMessage());
      assertTrue(names(run.resolve("checkpoint")).size() >= 2);
      assertIntact(run);
    } finally {
      exit("umount", mount.toString());
    }
  }

  @Test
  void fileSizeLimit() throws IOException, InterruptedException {
    // bash counts in KiB. The run's small files fit, a checkpoint's tensors do not.
    List<String> limited = List.of("bash", "-c", "ulimit -f 8; exec \"$@\"", "limited");
    Path run = folder.resolve("run");
    ChildJvm.Result result = ChildJvm.run(limited, TrainMain.class, run.toString(), "9");
    assertEquals(2, result.exit(), result.output());
    assertTrue(
        result
            .output()
            .endsWith(
                ": the file size limit is reached; raise it (ulimit -f) or choose another"
                    + " folder\n"),
        result.output());
    assertEquals(List.of(), names(run.resolve("checkpoint")));
    assertEquals(List.of(".lock", "checkpoint", "config.json", "metrics.jsonl"), names(run));
  }

  @Test
  void unwritableFolder() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    UserError error =
        assertThrows(UserError.class, () -> TinyRun.train(file.resolve("run"), Map.of(), SAMPLES));
    assertTrue(
        error.getMessage().startsWith("cannot write " + file.resolve("run")), error.getMessage());
    assertEquals("old", Files.readString(file));
  }

  @Test
  void quota() throws IOException {
    Path run = folder.resolve("run");
    TinyRun.train(run, Map.of("checkpointEvery", 1, "keep", 3), SAMPLES);
    assertEquals(3, names(run.resolve("checkpoint")).size());
    long bytes = 0;
    try (Trainer trainer =
        Trainer.start(
            TinyRun.job(
                folder.resolve("limited"), Map.of("checkpointEvery", 1, "keep", 99, "quota", 1)),
            TinyRun.data(SAMPLES),
            TrainingListener.NONE)) {
      trainer.run();
    }
    try (Stream<Path> walk = Files.walk(folder.resolve("limited/checkpoint"))) {
      for (Path path : walk.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(path);
      }
    }
    assertTrue(bytes < 1 << 20, bytes + " bytes");
    assertTrue(names(folder.resolve("limited/checkpoint")).size() > 3);
  }

  @Test
  void weightsThatDoNotFit() throws IOException {
    Path file = Files.writeString(folder.resolve("weights.safetensors"), "no such thing");
    UserError error =
        assertThrows(
            UserError.class,
            () ->
                TinyRun.train(folder.resolve("run"), Map.of("initFrom", file.toString()), SAMPLES));
    assertTrue(error.getMessage().startsWith(file.toString()), error.getMessage());
    assertFalse(Files.exists(folder.resolve("run")), "nothing is made before all is known to fit");
  }

  @Test
  void deviceThatIsNotThere() {
    boolean isThere = !Tiers.of("cuda").names().isEmpty();
    if (isThere) {
      System.out.println("skipped deviceThatIsNotThere: this machine has one");
    }
    assumeFalse(isThere);
    Path run = folder.resolve("run");
    UserError error =
        assertThrows(UserError.class, () -> TinyRun.train(run, Map.of("device", "cuda"), SAMPLES));
    assertTrue(error.getMessage().startsWith("device cuda: "), error.getMessage());
    assertFalse(Files.exists(run), "what is refused while it is planned leaves nothing");
  }

  @Test
  void precisionThatTheDeviceLacks() {
    Path run = folder.resolve("run");
    UserError error =
        assertThrows(
            UserError.class, () -> TinyRun.train(run, Map.of("precision", "tf32"), SAMPLES));
    assertEquals(
        "device cpu: no products in tf32; choose --precision f32 or bf16, or --device cuda",
        error.getMessage());
    assertFalse(Files.exists(run), "what is refused while it is planned leaves nothing");
  }

  /** Every checkpoint loads, the model loads, and no temporary is left. */
  private static void assertIntact(Path run) throws IOException {
    try (Stream<Path> walk = Files.walk(run)) {
      assertEquals(
          List.of(), walk.map(Path::toString).filter(name -> name.contains(".tmp-")).toList());
    }
    try (Trainer trainer =
        Trainer.resume(run, Map.of(), TinyRun.data(SAMPLES), TrainingListener.NONE)) {
      assertTrue(trainer != null);
    }
    Saved.load(run).close();
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> more = new HashMap<>(map);
    more.put(key, value);
    return more;
  }

  private static List<String> names(Path path) throws IOException {
    if (!Files.exists(path)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(path)) {
      return list.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  private static int exit(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor();
    } catch (IOException noSuchCommand) {
      return 127;
    }
  }
}
