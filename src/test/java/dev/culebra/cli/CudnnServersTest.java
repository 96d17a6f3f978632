package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.files.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers with and without cuDNN: without one that can be used our own kernels convolve and {@code
 * culebra doctor} says so; who asks for cuDNN's is told what is missing.
 */
@Tag("cuda")
class CudnnServersTest extends CudaServer {
  private static final String DNN = "libcudnn.so.9";

  private static final Object[] CONVOLUTIONAL = {
    "--architecture", "conv", "--channels", 4, "--latent", 2
  };

  @BeforeEach
  void serveTheRest() throws IOException {
    serveCuda12();
  }

  private void serveCudnn() throws IOException {
    serve(DNN, DNN);
    for (String part : List.of("graph", "ops", "cnn")) {
      serve("libcudnn_" + part + ".so.9", "libcudnn_" + part + ".so.9");
    }
  }

  private String tierOfConvolutions() {
    Map<String, Object> config = Json.readMap(folder.resolve("run").resolve("config.json"));
    return ((Map<?, ?>) config.get("tiers")).get("conv2d").toString();
  }

  /** What cannot be used keeps nobody from training, but from asking for it. */
  private void convolvesWithout(Map<String, String> environment, String reason)
      throws IOException, InterruptedException {
    String found = finding(environment, "cuda cudnn");
    assertTrue(found.matches("refused: " + reason + "; our own kernels convolve"), found);
    convolutions = "cudnn";
    Ended asked = train(environment, classPath(), CONVOLUTIONAL);
    String last = asked.error().lines().toList().getLast();
    assertTrue(last.matches("culebra: device cuda: " + reason), asked.error());
    assertEquals(2, asked.exit());
    assertFalse(Files.exists(folder.resolve("run")), "something was written");
    convolutions = "mixed";
    trains(environment, CONVOLUTIONAL);
    assertEquals("cuda", tierOfConvolutions());
  }

  @Test
  void found() throws IOException, InterruptedException {
    serveCudnn();
    String found = finding(Map.of(), "cuda cudnn");
    assertTrue(
        found.matches(
            "9\\.6\\.0, /.*libcudnn\\.so\\.9; for convolutions of 16 channels and more without"
                + " groups"),
        found);
    convolutions = "cudnn";
    assertTrue(finding(Map.of(), "cuda cudnn").endsWith("; for all convolutions that it supports"));
    trains(Map.of(), CONVOLUTIONAL);
    assertEquals("cuda with cuDNN 9.6.0", tierOfConvolutions());
    convolutions = "own";
    assertTrue(finding(Map.of(), "cuda cudnn").endsWith("; not used"));
  }

  @Test
  void kernelsTellWhoseTheyAre() throws IOException, InterruptedException {
    serveCudnn();
    Ended ended = culebra(Map.of(), classPath(), List.of("kernels", "--device", "cuda"));
    assertEquals(0, ended.exit(), ended.error());
    for (String line :
        List.of("Conv2d +cuda with cuDNN 9\\.6\\.0 .*", "MatMul +cuda with cuBLAS 12\\.6\\.0 .*")) {
      assertTrue(ended.output().lines().anyMatch(each -> each.matches(line)), ended.output());
    }
    Files.delete(libraries.resolve(BLAS_12));
    Ended refused = culebra(Map.of(), classPath(), List.of("kernels", "--device", "cuda"));
    assertTrue(
        refused.error().startsWith("culebra: device cuda: libcublas.so.12 not found"),
        refused.error());
    assertEquals(2, refused.exit());
  }

  @Test
  void absentOrOfAnOlderMajorVersion() throws IOException, InterruptedException {
    serve("libcudnn.so.8", DNN);
    convolvesWithout(
        Map.of(),
        "libcudnn\\.so\\.9 not found; install cuDNN 9 \\(package libcudnn9, or pip's"
            + " nvidia-cudnn\\), or name its folder with -Dculebra\\.cuda\\.libraries=FOLDER");
  }

  @Test
  void tooOld() throws IOException, InterruptedException {
    serveCudnn();
    convolvesWithout(
        Map.of("CULEBRA_FAKE_CUDNN_VERSION", "8907"),
        "libcudnn\\.so\\.9 is version 8\\.9\\.7; install 9\\.0\\.0 or newer");
  }

  @Test
  void damaged() throws IOException, InterruptedException {
    serveCudnn();
    Files.writeString(libraries.resolve(DNN), "nothing");
    convolvesWithout(Map.of(), "libcudnn\\.so\\.9 cannot be loaded \\(.*\\); reinstall cuDNN");
  }

  @Test
  void aPartOfItIsMissing() throws IOException, InterruptedException {
    serveCudnn();
    Files.delete(libraries.resolve("libcudnn_ops.so.9"));
    convolvesWithout(Map.of(), "libcudnn\\.so\\.9 lacks libcudnn_ops\\.so\\.9; reinstall cuDNN");
  }

  @Test
  void doesNotStart() throws IOException, InterruptedException {
    serveCudnn();
    convolvesWithout(
        Map.of("CULEBRA_FAKE_CUDNN", "1001"),
        "libcudnn\\.so\\.9 does not start: CUDNN_STATUS_NOT_INITIALIZED; install one that fits the"
            + " driver and the device");
  }

  @Test
  void anUnknownChoice() throws IOException, InterruptedException {
    convolutions = "fast";
    refuses(
        train(Map.of(), classPath()),
        "device cuda: -Dculebra.cuda.convolutions=fast is unknown; choose own, cudnn, mixed");
  }
}
