package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.FakeDriver;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jcuda.JCudaVersion;
import jcuda.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers as they are met, each a JVM of its own that sees another driver, device or library: with
 * CUDA 12 and 13 a model trains; what is missing is told in one line with its cure.
 */
@Tag("cuda")
class CudaServersTest {
  private static final String NATIVES = "libJCudaDriver-" + JCudaVersion.get() + "-linux-x86_64.so";

  private static final String DRIVER = "libcuda.so.1";
  private static final String BLAS_12 = "libcublas.so.12";
  private static final String BLAS_13 = "libcublas.so.13";

  @TempDir private Path folder;
  private Path doubles;
  private Path libraries;
  private String devices = "cuda";

  @BeforeEach
  void requireDouble() throws IOException {
    FakeDriver.tiers();
    doubles = Path.of(System.getProperty("culebra.cuda.libraries")).toAbsolutePath();
    libraries = Files.createDirectory(folder.resolve("libraries"));
  }

  private void serve(String name, String library) throws IOException {
    Files.copy(doubles.resolve(library), libraries.resolve(name));
  }

  private void serveCuda12() throws IOException {
    serve(DRIVER, DRIVER);
    serve(BLAS_12, BLAS_12);
  }

  private record Ended(int exit, String output, String error) {}

  private Ended train(Map<String, String> environment, String classPath, Object... more)
      throws IOException, InterruptedException {
    Path data = folder.resolve("bars.npy");
    if (!Files.exists(data)) {
      MainTest.bars(data, 40);
    }
    List<Object> arguments = new ArrayList<>(List.of("train", "vae", "--data", data));
    arguments.addAll(List.of("--out", folder.resolve("run"), "--batch", 8, "--steps", 2));
    arguments.addAll(List.of("--device", devices));
    arguments.addAll(more.length == 0 ? List.of("--hidden", 8) : List.of(more));
    return culebra(environment, classPath, arguments);
  }

  private Ended culebra(Map<String, String> environment, String classPath, List<?> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-Dculebra.cuda.libraries=" + libraries,
                "-cp",
                classPath,
                Main.class.getName()));
    arguments.forEach(argument -> command.add(argument.toString()));
    Path error = folder.resolve("error");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(error.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String errors =
        Files.readAllLines(error).stream()
            .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
            .collect(Collectors.joining("\n"));
    return new Ended(process.waitFor(), output, errors);
  }

  private static String classPath() {
    String natives = Pointer.class.getResource("/lib/" + NATIVES).getPath();
    return String.join(
        File.pathSeparator,
        StopTest.classPath(),
        Pointer.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
        natives.substring("file:".length(), natives.indexOf('!')));
  }

  private void trains(Map<String, String> environment, Object... more)
      throws IOException, InterruptedException {
    Ended ended = train(environment, classPath(), more);
    assertEquals(0, ended.exit(), ended.error());
  }

  private void refuses(Map<String, String> environment, String message)
      throws IOException, InterruptedException {
    refuses(train(environment, classPath()), message);
  }

  private void refuses(Ended ended, String message) {
    assertEquals("culebra: " + message, ended.error());
    assertEquals(2, ended.exit());
    assertFalse(Files.exists(folder.resolve("run")), "something was written");
  }

  @Test
  void cuda12() throws IOException, InterruptedException {
    serveCuda12();
    trains(Map.of("CULEBRA_FAKE_DRIVER", "12000"));
  }

  @Test
  void cuda13HasNoOlderLibraries() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    serve(BLAS_13, BLAS_12);
    trains(Map.of("CULEBRA_FAKE_DRIVER", "13000"));
  }

  @Test
  void aNewDriverServesOlderLibraries() throws IOException, InterruptedException {
    serveCuda12();
    trains(Map.of("CULEBRA_FAKE_DRIVER", "13000"));
  }

  @Test
  void anOldDriverDoesNotServeNewerLibraries() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    serve(BLAS_13, BLAS_12);
    refuses(
        Map.of("CULEBRA_FAKE_DRIVER", "12040"),
        "device cuda: libcublas.so.12 not found; install cuBLAS for CUDA 12, or name its folder"
            + " with -Dculebra.cuda.libraries=FOLDER:FOLDER");
  }

  @Test
  void noLibraries() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    refuses(
        Map.of("CULEBRA_FAKE_DRIVER", "13000"),
        "device cuda: libcublas.so.13 or 12 not found; install cuBLAS for CUDA 13, or name its"
            + " folder with -Dculebra.cuda.libraries=FOLDER:FOLDER");
  }

  @Test
  void aDamagedLibrary() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    Files.writeString(libraries.resolve(BLAS_12), "nothing");
    Ended ended = train(Map.of(), classPath());
    String last = ended.error().lines().toList().getLast();
    assertTrue(
        last.matches(
            "culebra: device cuda: libcublas\\.so\\.12 cannot be loaded \\(.*\\); reinstall"
                + " cuBLAS"),
        ended.error());
    assertEquals(2, ended.exit());
  }

  @Test
  void librariesThatDoNotStart() throws IOException, InterruptedException {
    serveCuda12();
    refuses(
        Map.of("CULEBRA_FAKE_CUBLAS", "8"),
        "device cuda: libcublas.so.12 does not start: CUBLAS_STATUS_ARCH_MISMATCH; install one"
            + " that fits the driver and the device");
  }

  @Test
  void noDriver() throws IOException, InterruptedException {
    Ended ended = train(Map.of(), classPath());
    if (ended.exit() == 0) {
      System.out.println("noDriver: skipped, the system has a driver");
      return;
    }
    refuses(
        ended,
        "device cuda: libcuda.so.1 not found; install the NVIDIA driver, or name its folder with"
            + " -Dculebra.cuda.libraries=FOLDER");
  }

  @Test
  void noJCuda() throws IOException, InterruptedException {
    String without =
        Arrays.stream(classPath().split(File.pathSeparator))
            .filter(path -> !path.contains("jcuda"))
            .collect(Collectors.joining(File.pathSeparator));
    refuses(
        train(Map.of(), without),
        "device cuda: JCuda is not on the class path; add org.jcuda:jcuda and its natives");
  }

  @Test
  void noDevice() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    refuses(
        Map.of("CULEBRA_FAKE_DEVICES", "0"),
        "device cuda: the driver has no device (CUDA_ERROR_NO_DEVICE); see what nvidia-smi lists,"
            + " and CUDA_VISIBLE_DEVICES");
  }

  @Test
  void anOldDriver() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    refuses(
        Map.of("CULEBRA_FAKE_DRIVER", "11080"),
        "device cuda: the driver is for CUDA 11.8; 12.0 or newer is needed; update the NVIDIA"
            + " driver");
  }

  @Test
  void anOldDevice() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    refuses(
        Map.of("CULEBRA_FAKE_CAPABILITY", "70"),
        "device cuda: emulated device has compute capability 7.0; 7.5 (Turing) or newer is"
            + " needed; choose another with CUDA_VISIBLE_DEVICES");
  }

  @Test
  void aDeviceWithoutMatrixUnitsRoundsForItsOtherKernels()
      throws IOException, InterruptedException {
    serveCuda12();
    Map<String, String> turing = Map.of("CULEBRA_FAKE_CAPABILITY", "75");
    Object[] model = {"--architecture", "conv", "--channels", 4, "--latent", 2, "--precision"};
    Ended none = train(turing, classPath(), append(model, "tf32"));
    refuses(none, "device cuda: no products in tf32; choose --precision f32 or bf16");
    trains(turing, append(model, "bf16"));
  }

  private static Object[] append(Object[] some, Object more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray();
  }

  @Test
  void aDeviceThatIsFullFromTheStart() throws IOException, InterruptedException {
    serveCuda12();
    refuses(Map.of("CULEBRA_FAKE_MEBIBYTES", "20"), "device cuda: " + full("33554432"));
  }

  @Test
  void aModelThatDoesNotFit() throws IOException, InterruptedException {
    serveCuda12();
    Ended ended = train(Map.of("CULEBRA_FAKE_MEBIBYTES", "33"), classPath(), "--hidden", 3000);
    assertEquals(1, ended.error().lines().count(), ended.error());
    assertTrue(ended.error().matches("culebra: \\Q" + full("\\E\\d+\\Q")), ended.error());
    assertEquals(2, ended.exit());
    assertFalse(Files.exists(folder.resolve("run")), "something was written");
  }

  private static String full(String bytes) {
    return "[cuda] "
        + bytes
        + " bytes of device memory: CUDA_ERROR_OUT_OF_MEMORY; the device is full; choose a smaller"
        + " batch";
  }

  @Test
  void theDoctorTellsWhatItFound() throws IOException, InterruptedException {
    serve(DRIVER, DRIVER);
    serve(BLAS_13, BLAS_12);
    Map<String, String> server =
        Map.of("CULEBRA_FAKE_DRIVER", "13000", "CULEBRA_FAKE_DEVICES", "2");
    Ended found = culebra(server, classPath(), List.of("doctor"));
    assertEquals(0, found.exit(), found.error());
    for (String line :
        List.of(
            "cuda driver +for CUDA 13\\.0, /.*libcuda\\.so\\.1",
            "cuda device 0 +emulated device, 1024 MiB, compute capability 9\\.0",
            "cuda device 1 +emulated device, 1024 MiB, compute capability 9\\.0",
            "cuda cublas +12\\.6\\.0, /.*libcublas\\.so\\.\\d+",
            "cuda nccl +refused: libnccl.so.2 not found, .*",
            "cuda images sm_75 +attention, .*; for device 0, 1.*",
            "cuda images sm_80 +conv2d_matrix, .*; for device 0, 1.*")) {
      assertTrue(found.output().lines().anyMatch(each -> each.matches(line)), found.output());
    }
    Ended old = culebra(Map.of("CULEBRA_FAKE_DRIVER", "11080"), classPath(), List.of("doctor"));
    assertTrue(
        Stream.of("refused: the driver is for CUDA 11.8", "for CUDA 11.8, ")
            .allMatch(old.output()::contains),
        old.output());
  }

  @Test
  void severalDevicesNeedNccl() throws IOException, InterruptedException {
    serveCuda12();
    devices = "cuda:0,1";
    refuses(
        Map.of(),
        "libnccl.so.2 not found, which several devices need; install NCCL 2 (package libnccl2, or"
            + " pip's nvidia-nccl), name its folder with -Dculebra.cuda.libraries=FOLDER, or give"
            + " one device");
    serve("libnccl.so.2", "libnccl.so.2");
    trains(Map.of());
  }

  @Test
  void aDeviceThatIsNotThere() throws IOException, InterruptedException {
    serveCuda12();
    devices = "cuda:0,1";
    refuses(
        Map.of("CULEBRA_FAKE_DEVICES", "1"),
        "device cuda:1: no such device: the driver has 1, numbered from 0; see what nvidia-smi"
            + " lists, and CUDA_VISIBLE_DEVICES");
  }
}
