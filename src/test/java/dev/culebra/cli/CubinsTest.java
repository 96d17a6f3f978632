package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A device loads kernels that were made for just its architecture where the driver is new enough
 * and they are of the same PTX; else the driver compiles that. Each server is a JVM of its own;
 * with {@code CUDA_DISABLE_PTX_JIT} its driver compiles nothing.
 */
@Tag("cuda")
class CubinsTest extends CudaServer {
  private static final String FOLDER = "/dev/culebra/cuda/";
  private static final Path REAL = Path.of("target", "cubins").toAbsolutePath();

  private Path cubins;

  @BeforeEach
  void serveLibraries() throws IOException {
    serveCuda12();
    cubins = Files.createDirectory(folder.resolve("cubins"));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream stream = CubinsTest.class.getResourceAsStream(FOLDER + name)) {
      return stream.readAllBytes();
    }
  }

  /**
   * A folder of cubins as {@code cubin.sh} makes it.
   *
   * @param folder the architecture that it says
   * @param capability what they are for
   * @param cuda what it says that the driver must be for
   * @param more of the PTX that they are of
   */
  private void make(int folder, int capability, int cuda, String more)
      throws IOException, NoSuchAlgorithmException {
    Path made = Files.createDirectories(cubins.resolve("dev/culebra/cuda/sm_" + folder));
    StringBuilder list = new StringBuilder("cuda " + cuda + "\n");
    for (String line :
        new String(resource("images.txt"), StandardCharsets.UTF_8).lines().toList()) {
      String name = line.split(" ")[0];
      String ptx = new String(resource(name + ".ptx"), StandardCharsets.UTF_8) + more;
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(ptx.getBytes(StandardCharsets.UTF_8));
      list.append(name).append(' ').append(HexFormat.of().formatHex(hash)).append('\n');
      Files.write(made.resolve(name + ".cubin"), FakeCubin.of(ptx, capability));
    }
    Files.writeString(made.resolve("cubins.txt"), list);
  }

  private Ended train(Map<String, String> environment) throws IOException, InterruptedException {
    return train(environment, classPath() + File.pathSeparator + cubins);
  }

  private static Map<String, String> server(int driver, int capability, boolean compiles) {
    return Map.of(
        "CULEBRA_FAKE_DRIVER",
        String.valueOf(driver),
        "CULEBRA_FAKE_CAPABILITY",
        String.valueOf(capability),
        "CUDA_DISABLE_PTX_JIT",
        compiles ? "0" : "1");
  }

  private void refusesImage(Ended ended, String form, String error) {
    refuses(
        new Ended(
            ended.exit(), ended.output(), ended.error().replaceAll("image \\w+,", "image X,")),
        "[cuda] image X, "
            + form
            + ": "
            + error
            + "; update the NVIDIA driver, and leave CUDA_DISABLE_PTX_JIT unset");
  }

  private static void succeeds(Ended ended) {
    assertEquals(0, ended.exit(), ended.error());
  }

  @Test
  void aNewDriverCompilesNothing() throws Exception {
    make(90, 90, 13, "");
    succeeds(train(server(13000, 90, false)));
  }

  @Test
  void withoutThemADriverCompiles() throws Exception {
    refusesImage(
        train(server(13000, 90, false)),
        "PTX sm_75 (no cubins for sm_90)",
        "CUDA_ERROR_JIT_COMPILATION_DISABLED");
  }

  @Test
  void anOldDriverCompiles() throws Exception {
    make(90, 90, 13, "");
    succeeds(train(server(12090, 90, true)));
  }

  @Test
  void thoseOfANewerCudaAreRefusedByTheDriver() throws Exception {
    make(90, 90, 12, "");
    refusesImage(train(server(12090, 90, true)), "cubin sm_90", "CUDA_ERROR_NO_BINARY_FOR_GPU");
  }

  @Test
  void anotherArchitectureCompiles() throws Exception {
    make(80, 80, 13, "");
    make(89, 89, 13, "");
    succeeds(train(server(13000, 86, true)));
  }

  @Test
  void thoseOfAnotherArchitectureAreRefusedByTheDriver() throws Exception {
    make(86, 80, 13, "");
    refusesImage(train(server(13000, 86, true)), "cubin sm_86", "CUDA_ERROR_NO_BINARY_FOR_GPU");
  }

  @Test
  void thoseOfOtherSourcesAreLeft() throws Exception {
    make(90, 90, 13, "// changed\n");
    refusesImage(
        train(server(13000, 90, false)),
        "PTX sm_75 (cubins are of other sources)",
        "CUDA_ERROR_JIT_COMPILATION_DISABLED");
    succeeds(train(server(13000, 90, true)));
  }

  @Test
  void theDoctorTellsWhatDevicesLoad() throws Exception {
    make(90, 90, 13, "");
    doctor(server(13000, 90, true), "cuda images, device 0, 1, 2 +cubin sm_90: attention, .*");
    doctor(
        server(12090, 90, true),
        "cuda images, device 0, 1, 2 +PTX sm_75 \\(cubins are for drivers of CUDA 13\\):"
            + " attention, .*; PTX sm_80 \\(cubins are for drivers of CUDA 13\\): conv2d_matrix,"
            + " .*");
    doctor(
        server(13000, 75, true),
        "cuda images, device 0, 1, 2 +PTX sm_75 \\(no cubins for sm_75\\): attention, .*; not"
            + " loaded, needs sm_80: conv2d_matrix, .*");
  }

  private void doctor(Map<String, String> environment, String line) throws Exception {
    Ended found =
        culebra(environment, classPath() + File.pathSeparator + cubins, List.of("doctor"));
    assertEquals(0, found.exit(), found.error());
    assertTrue(found.output().lines().anyMatch(each -> each.matches(line)), found.output());
  }

  /** Those that {@code cubin.sh} has made here. */
  @Test
  void realOnes() throws Exception {
    trainsByRealOnes(90);
  }

  /** From here on files are laid out otherwise. */
  @Test
  void realOnesOfTheNewest() throws Exception {
    trainsByRealOnes(120);
  }

  private void trainsByRealOnes(int capability) throws Exception {
    if (!Files.isDirectory(REAL)) {
      System.out.println("real cubins: skipped, cuda-kernels/cubin.sh has made none");
      return;
    }
    cubins = REAL;
    succeeds(train(server(13000, capability, false)));
  }
}
