package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.UserError;
import dev.culebra.harness.FakeDriver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings on several devices of the double beside those on one. */
@Tag("cuda")
@Timeout(value = 240, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SeveralDevicesTest {
  private static final int SAMPLES = 83;
  private static final int STEPS = 10;

  @TempDir private Path folder;

  @BeforeEach
  void requireDevices() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  @AfterEach
  void recover() {
    FakeDriver.recover();
  }

  private static Map<String, Object> options(String device, Map<String, ?> more) {
    Map<String, Object> all = new HashMap<>(Map.of("device", device, "steps", STEPS, "clip", 1.0));
    all.putAll(more);
    return all;
  }

  private List<Double> vae(String run, String device, Map<String, ?> more) {
    Job job = TinyRun.job(folder.resolve(run), options(device, more));
    return TinyRun.values(job, TinyRun.data(SAMPLES));
  }

  private static void assertClose(String what, List<Double> expected, List<Double> actual) {
    assertEquals(expected.size(), actual.size(), what);
    for (int i = 0; i < expected.size(); i++) {
      double wanted = expected.get(i);
      // Terms are small beside the loss that they belong to, whose rounding moves them.
      double bound =
          Double.isNaN(wanted) ? Double.MIN_VALUE : 1e-4 * Math.max(1e-2, Math.abs(wanted));
      assertEquals(wanted, actual.get(i), bound, what + ", value " + i);
    }
  }

  /** In batches that neither two nor three divide, with gradients in many buckets or in one. */
  @Test
  void lossesFollowThoseOfOneDevice() {
    List<Double> one = vae("one", "cuda", Map.of("batch", 17));
    assertTrue(one.size() >= 3 * STEPS, one.toString());
    assertClose("two", one, vae("two", "cuda:0,1", Map.of("batch", 17, "bucket", 1e-4)));
    assertClose("three", one, vae("three", "cuda:all", Map.of("batch", 17, "bucket", 1.0)));
  }

  /** Draws of every kind, layers that keep something, steps of several turns, batches of one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "aae mlp",
        "acai-baseline dropout",
        "iwae two layers",
        "seq2seq attention",
        "vae conv gaussian",
        "vae geco",
        "vq-vae averages revived",
        "vq-vae gradient cosine"
      })
  void modelsTrainOnTwoAsOnOne(String name) {
    TinyModels.Tiny tiny =
        TinyModels.all().stream().filter(one -> one.toString().equals(name)).findFirst().get();
    Map<String, Object> options = new HashMap<>(Map.of("steps", STEPS));
    options.put("device", "cuda");
    List<Double> one = TinyRun.values(tiny.job(folder.resolve("one"), options), tiny.data());
    options.put("device", "cuda:0,1");
    List<Double> two = TinyRun.values(tiny.job(folder.resolve("two"), options), tiny.data());
    assertClose(name, one, two);
  }

  /** Sums that take place at the other end of the time that their waits leave. */
  @Test
  void sumsWaitForTheirOperands() {
    List<Double> one = vae("one", "cuda", Map.of("batch", 16));
    FakeDriver.secondStream(true);
    assertClose("two", one, vae("two", "cuda:0,1", Map.of("batch", 16, "bucket", 1e-4)));
  }

  /** Each device's own until the last of them; and where sums take place early or late. */
  @Test
  void gradientsOfSeveralBatchesAreAddedUpToo() {
    Map<String, ?> more = Map.of("batch", 9, "accumulate", 3, "ema", 0.9, "bucket", 1e-4);
    List<Double> one = vae("one", "cuda", more);
    assertClose("two", one, vae("two", "cuda:0,1", more));
    FakeDriver.secondStream(true);
    assertClose("three", one, vae("three", "cuda:all", more));
  }

  /** Statistics of batches are each device's own; running values are the same on both. */
  @Test
  void batchNormTrains() {
    TinyModels.Tiny tiny =
        TinyModels.all().stream()
            .filter(one -> one.toString().equals("unet denoise batch norm"))
            .findFirst()
            .orElseThrow();
    Map<String, ?> options = Map.of("device", "cuda:0,1", "steps", 4, "checkpointEvery", 2);
    List<Double> losses = TinyRun.values(tiny.job(folder.resolve("run"), options), tiny.data());
    assertTrue(losses.stream().allMatch(Double::isFinite), losses.toString());
  }

  @Test
  void aResumedRunEndsWithTheSameBytes() throws IOException {
    Map<String, Object> options = options("cuda:0,1", Map.of("ema", 0.9));
    byte[] once = TinyRun.train(folder.resolve("once"), options, SAMPLES);
    options.put("steps", 4);
    Path parts = folder.resolve("parts");
    TinyRun.train(parts, options, SAMPLES);
    resume(parts, Map.of("steps", STEPS));
    assertArrayEquals(once, TinyRun.model(parts));
  }

  @Test
  void aRunGoesOnWithOtherDevices() throws IOException {
    Map<String, Object> options = options("cuda:0,1", Map.of());
    options.put("steps", 4);
    Path run = folder.resolve("run");
    TinyRun.train(run, options, SAMPLES);
    List<String> warnings = resume(run, Map.of("steps", STEPS, "device", "cuda"));
    assertTrue(warnings.getFirst().startsWith("device changed"), warnings.toString());
    Map<String, Object> record = RunFolder.read(run).record();
    assertEquals("cuda", record.get("device"));
    assertEquals(List.of(Map.of("step", 4, "from", "cuda:0,1")), record.get("device_changes"));
  }

  private static List<String> resume(Path run, Map<String, ?> changes) {
    List<String> warnings = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void warned(String warning) {
            warnings.add(warning);
          }
        };
    try (Trainer rest = Trainer.resume(run, changes, TinyRun.data(SAMPLES), listener)) {
      rest.run();
    }
    return warnings;
  }

  /** Trains on two devices until something happens after the third step. */
  private String failure(Runnable event) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(Progress progress) {
            if (progress.step() == 3) {
              event.run();
            }
          }
        };
    Job job = TinyRun.job(folder.resolve("run"), options("cuda:0,1", Map.of()));
    return assertThrows(
            UserError.class,
            () -> {
              try (Trainer trainer = Trainer.start(job, TinyRun.data(SAMPLES), listener)) {
                trainer.run();
              }
            })
        .getMessage();
  }

  @Test
  void aDeviceThatFailsEndsTheRun() {
    assertEquals(
        "device cuda:1: [cuda] the batch before: CUDA_ERROR_LAUNCH_FAILED; the devices cannot go on"
            + " together; resume from the newest checkpoint, without that device if it fails again",
        failure(() -> FakeDriver.fail(1)));
  }

  @Test
  void devicesThatLoseEachOtherEndTheRun() {
    try {
      assertEquals(
          "device cuda:0: [nccl] remote process exited or there was a network error; the devices"
              + " cannot go on together; resume from the newest checkpoint, without that device if"
              + " it fails again",
          failure(() -> FakeDriver.lose(true)));
    } finally {
      FakeDriver.lose(false);
    }
  }
}
