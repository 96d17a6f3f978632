package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import dev.culebra.harness.CudaConvolutionTest;
import dev.culebra.harness.FakeDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole trainings whose convolutions are cuDNN's, a double of which computes on the host. */
@Tag("cuda")
class CudnnTrainTest {
  private static final String CUDNN = "cuda with cuDNN 9.6.0";

  @TempDir private Path folder;

  @BeforeEach
  void requireDevice() {
    FakeDriver.tiers();
    FakeDriver.schedule(FakeDriver.Schedule.FORWARD, 0);
  }

  private static Stream<TinyModels.Tiny> convolutional() {
    return TinyModels.all().stream().filter(tiny -> tiny.toString().contains(" conv"));
  }

  private static Object tier(Path run, String operation) {
    Map<String, Object> config = Json.readMap(run.resolve(RunFolder.CONFIG));
    return ((Map<?, ?>) config.get("tiers")).get(operation);
  }

  @Test
  void lossesFollowThoseOfTheProcessor() {
    int trained = 0;
    for (TinyModels.Tiny tiny : convolutional().toList()) {
      Path run = folder.resolve("cuda-" + trained);
      Job cpu = tiny.job(folder.resolve("cpu-" + trained), Map.of("steps", 10));
      Job cuda = tiny.job(run, Map.of("steps", 10, "device", "cuda"));
      List<Double> expected = TinyRun.values(cpu, tiny.data());
      List<Double> actual =
          CudaConvolutionTest.with("cudnn", () -> TinyRun.values(cuda, tiny.data()));
      assertClose(tiny.toString(), expected, actual);
      assertEquals(CUDNN, tier(run, "conv2d"), tiny.toString());
      assertEquals(CUDNN, tier(run, "conv2d_weight_gradient"), tiny.toString());
      trained++;
    }
    assertTrue(trained > 1, "models with convolutions: " + trained);
  }

  @Test
  void twoDevicesFollowOne() {
    TinyModels.Tiny tiny = convolutional().toList().getLast();
    Job one = tiny.job(folder.resolve("one"), Map.of("steps", 10, "device", "cuda"));
    Job two = tiny.job(folder.resolve("two"), Map.of("steps", 10, "device", "cuda:0,1"));
    List<Double> expected =
        CudaConvolutionTest.with("cudnn", () -> TinyRun.values(one, tiny.data()));
    List<Double> actual = CudaConvolutionTest.with("cudnn", () -> TinyRun.values(two, tiny.data()));
    assertClose(tiny.toString(), expected, actual);
  }

  private static void assertClose(String what, List<Double> expected, List<Double> actual) {
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

  @Test
  void theSameRunGivesTheSameBytesAndAnotherKindOfKernelsIsToldOf() throws IOException {
    TinyModels.Tiny tiny = convolutional().toList().getLast();
    Path once = folder.resolve("once");
    Path parts = folder.resolve("parts");
    CudaConvolutionTest.with(
        "cudnn",
        () -> {
          train(tiny, once, 8);
          train(tiny, parts, 4);
          assertEquals(List.of(), resume(tiny, parts, 8));
          try {
            assertArrayEquals(TinyRun.model(once), TinyRun.model(parts));
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
          return null;
        });
    List<String> warnings = CudaConvolutionTest.with("own", () -> resume(tiny, parts, 12));
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(
        warnings.getFirst().startsWith("tiers changed since the run began"), warnings::getFirst);
    assertFalse(tier(parts, "conv2d").toString().contains("cuDNN"));
  }
}
