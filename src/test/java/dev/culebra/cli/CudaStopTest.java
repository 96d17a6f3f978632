package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Signals to a process that trains on devices: the first ends it after the step, the second at
 * once, while threads are in the driver. Either way it says nothing of an error, and the run goes
 * on from its checkpoint to the bytes of one that nobody stopped.
 */
@Tag("cuda")
class CudaStopTest extends CudaServer {
  private static final int STEPS = 4;

  /** So many that a step of the emulated device is one call of a second. */
  private static final int BATCH = 1500;

  @Test
  void oneSignalEndsItAfterTheStep() throws IOException, InterruptedException {
    serveCuda12();
    Path run = folder.resolve("run");
    Process process = trainUntilItHasACheckpoint(run);
    process.toHandle().destroy();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), errors());
    assertTrue(output.contains("culebra resume " + run), output);
    resumesToTheSameBytes(run);
  }

  @Test
  void twoSignalsEndItAtOnce() throws IOException, InterruptedException {
    serveCuda12();
    endsAtOnce();
  }

  @Test
  void twoSignalsEndItAtOnceOnSeveralDevices() throws IOException, InterruptedException {
    serveCuda12();
    serve("libnccl.so.2", "libnccl.so.2");
    devices = "cuda:0,1";
    endsAtOnce();
  }

  private void endsAtOnce() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    Process process = trainUntilItHasACheckpoint(run);
    process.toHandle().destroy();
    while (!errors().contains("Stopping")) {
      Thread.sleep(5);
    }
    process.toHandle().destroy();
    String output = new String(process.getInputStream().readAllBytes());
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
    assertEquals(143, process.exitValue(), output + errors());
    resumesToTheSameBytes(run);
  }

  private Process trainUntilItHasACheckpoint(Path run) throws IOException, InterruptedException {
    Process process = start(Map.of(), classPath(), LateEnd.class, training(run));
    while (StopTest.stepOf(run) == 0) {
      assertTrue(process.isAlive(), errors());
      Thread.sleep(5);
    }
    return process;
  }

  private void resumesToTheSameBytes(Path run) throws IOException, InterruptedException {
    assertTrue(StopTest.stepOf(run) < STEPS, "it had ended by itself");
    Ended resumed = culebra(Map.of(), classPath(), List.of("resume", run));
    assertEquals(0, resumed.exit(), resumed.error());
    Path whole = folder.resolve("whole");
    Ended once = culebra(Map.of(), classPath(), training(whole));
    assertEquals(0, once.exit(), once.error());
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("model.safetensors")),
        Files.readAllBytes(run.resolve("model.safetensors")));
  }

  private List<Object> training(Path run) throws IOException {
    Path data = folder.resolve("bars.npy");
    if (!Files.exists(data)) {
      MainTest.bars(data, 2 * BATCH);
    }
    List<Object> arguments = new ArrayList<>(List.of("train", "vae", "--data", data));
    arguments.addAll(List.of("--out", run, "--device", devices, "--steps", STEPS));
    arguments.addAll(List.of("--batch", BATCH, "--checkpoint-every", 1));
    return arguments;
  }

  /** With the classes of the tests, where {@link LateEnd} is. */
  static String classPath() {
    return CudaServer.classPath()
        + File.pathSeparator
        + LateEnd.class.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
