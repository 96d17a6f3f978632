package dev.culebra.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.CudaConvolutionTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole trainings whose convolutions are cuDNN's, a double of which computes on the host. */
@Tag("cuda")
class CudnnTrainTest extends CudaTrainings {
  private static final String CUDNN = "cuda with cuDNN 9.6.0";

  private static Stream<TinyModels.Tiny> convolutional() {
    return TinyModels.all().stream().filter(tiny -> tiny.toString().contains(" conv"));
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

  @Test
  void theSameRunGivesTheSameBytesAndAnotherKindOfKernelsIsToldOf() {
    TinyModels.Tiny tiny = convolutional().toList().getLast();
    Path run = givesTheSameBytes(tiny, "conv2d", CUDNN, work -> with("cudnn", work));
    tellsOfOthers(tiny, run, work -> with("own", work));
    assertFalse(tier(run, "conv2d").toString().contains("cuDNN"));
  }

  private static void with(String choice, Runnable work) {
    CudaConvolutionTest.with(
        choice,
        () -> {
          work.run();
          return null;
        });
  }
}
