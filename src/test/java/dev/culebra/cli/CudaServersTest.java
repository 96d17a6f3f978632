package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.kernel.Backend;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers as they are met, each a JVM of its own that sees another driver, device or library: with
 * CUDA 12 and 13 a model trains; what is missing is told in one line with its cure.
 */
@Tag("cuda")
class CudaServersTest extends CudaServer {
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

  @Test
  void devicesOfTwoKindsHaveKernelsOfTheirOwn() throws IOException, InterruptedException {
    serveCuda12();
    serve("libnccl.so.2", "libnccl.so.2");
    Map<String, String> hopperAndTuring = Map.of("CULEBRA_FAKE_CAPABILITY", "90,75");
    Object[] model = {"--architecture", "conv", "--channels", 4, "--latent", 2, "--precision"};
    devices = "cuda:1";
    Ended none = train(hopperAndTuring, classPath(), append(model, "tf32"));
    refuses(none, "device cuda:1: no products in tf32; choose --precision f32 or bf16");
    devices = "cuda:0,1";
    trains(hopperAndTuring, append(model, "bf16"));
  }

  /** The updates too, which several batches have in a program of its own. */
  @Test
  void eachDeviceIsAskedForItsKernels() throws IOException, InterruptedException {
    serveCuda12();
    serve("libnccl.so.2", "libnccl.so.2");
    Path tier = folder.resolve("tier");
    Path services = Files.createDirectories(tier.resolve("META-INF/services"));
    Files.writeString(services.resolve(Backend.class.getName()), AskedBackend.class.getName());
    devices = "cuda:0,1";
    String withTier = tier + File.pathSeparator + withTests(AskedBackend.class);
    Ended ended = train(Map.of(), withTier, "--hidden", 8, "--accumulate", 2);
    assertEquals(0, ended.exit(), ended.error());
    for (String operation : List.of("MatMul", "AdamStep")) {
      for (int device = 0; device < 2; device++) {
        String line = AskedBackend.line(device, operation);
        assertTrue(ended.output().lines().anyMatch(line::equals), line + ": " + ended.output());
      }
    }
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

  /** Whatever would be timed there. */
  @Test
  void nothingIsTimedOnDevicesThatCannotBeHad() throws IOException, InterruptedException {
    serveCuda12();
    List<String> one = List.of("bench", "--peers", "none", "--device", "cuda");
    Map<String, String> isFull = Map.of("CULEBRA_FAKE_MEBIBYTES", "20");
    refuses(culebra(isFull, classPath(), one), "device cuda: " + full("33554432"));
    List<String> two = List.of("bench", "--peers", "none", "--device", "cuda:0,1");
    Ended unlinked = culebra(Map.of(), classPath(), two);
    assertTrue(unlinked.error().startsWith("culebra: libnccl.so.2 not found"), unlinked.error());
    assertEquals(2, unlinked.exit());
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
            "cuda cudnn +refused: libcudnn.so.9 not found; install cuDNN 9 .*; our own kernels"
                + " convolve",
            "cuda nccl +refused: libnccl.so.2 not found, .*",
            "cuda images, device 0, 1 +(PTX sm_75 .*|cubin sm_90): attention, .*")) {
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

  @Test
  void recurrentLayersGoThroughTimeAsTold() throws IOException, InterruptedException {
    serveCuda12();
    assertEquals(
        "all steps in one launch, up to 128 units, or 256 where blocks form clusters",
        finding(Map.of(), "cuda recurrent layers"));
    assertEquals("a launch for each step", finding(recurrent("steps"), "cuda recurrent layers"));
    // Of 256 units.
    listsRecurrentLayers("90", "all steps in one launch");
    listsRecurrentLayers("80", "a launch for each step");
    listsRecurrentLayers("120", "a launch for each step");
    Ended refused = train(recurrent("fast"), classPath());
    assertEquals(
        "culebra: device cuda: -Dculebra.cuda.recurrent=fast is unknown; choose steps, walk",
        refused.error().lines().toList().getLast());
    assertEquals(2, refused.exit());
  }

  private static Map<String, String> recurrent(String choice) {
    return Map.of("JDK_JAVA_OPTIONS", "-Dculebra.cuda.recurrent=" + choice);
  }

  private void listsRecurrentLayers(String capability, String means)
      throws IOException, InterruptedException {
    Map<String, String> environment = Map.of("CULEBRA_FAKE_CAPABILITY", capability);
    String listed =
        culebra(environment, classPath(), List.of("kernels", "--device", "cuda")).output();
    String line = "LstmSequence +cuda with " + means + " .*";
    assertTrue(listed.lines().anyMatch(each -> each.matches(line)), listed);
  }
}
