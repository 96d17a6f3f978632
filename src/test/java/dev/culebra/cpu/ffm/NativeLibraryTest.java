package dev.culebra.cpu.ffm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.kernel.Signature;
import dev.culebra.op.AdamStep;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where there is no library the tier says so with the cure, and the others serve. */
class NativeLibraryTest {
  @TempDir Path directory;

  @Test
  void noLibraryOnTheClassPath() {
    String refusal = NativeLibrary.find(null, "plan9-z80").refusal();
    assertEquals(
        "no "
            + System.mapLibraryName("culebra")
            + " for plan9-z80 on the class path; build with cmake and a C compiler",
        refusal);
  }

  @Test
  void aPathWithoutLibrary() {
    String path = directory.resolve("missing.so").toString();
    String refusal = NativeLibrary.find(path, "").refusal();
    assertTrue(refusal.contains(path), refusal);
    assertTrue(refusal.contains("-Dculebra.native"), refusal);
  }

  @Test
  void aTemporaryDirectoryThatCannotBeWritten() throws Exception {
    String output = probe("-Djava.io.tmpdir=" + directory.resolve("missing"));
    if (new FfmBackend().refusal() == null) {
      assertTrue(output.contains("c=java.nio.file.NoSuchFileException"), output);
      assertTrue(output.contains("-Djava.io.tmpdir=DIRECTORY"), output);
    }
    assertTrue(output.contains("serves [simd, ref]"), output);
  }

  @Test
  void theOtherTiersServeWithoutLibrary() throws Exception {
    String output = probe("-Dculebra.native=" + directory.resolve("missing.so"));
    assertTrue(output.contains("serves [simd, ref]"), output);
    assertTrue(output.contains("missing.so"), output);
  }

  @Test
  void theOtherTiersServeWithoutNativeAccess() throws Exception {
    String output = probe("--enable-native-access=java.base");
    assertTrue(output.contains("serves [simd, ref]"), output);
    assertTrue(output.contains("--enable-native-access=ALL-UNNAMED"), output);
  }

  /** Nothing is left in the temporary directory, not even by a JVM that is halted. */
  @Test
  void theExtractedFileIsGoneOnceLoaded() throws Exception {
    probe("-Djava.io.tmpdir=" + directory);
    assertEquals(0, directory.toFile().list().length);
  }

  private static String probe(String flag) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:-UsePerfData",
                "--add-modules=jdk.incubator.vector"));
    if (!flag.startsWith("--enable-native-access")) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    String classPath = place(FfmBackend.class) + File.pathSeparator + place(Probe.class);
    command.addAll(List.of(flag, "-cp", classPath, Probe.class.getName()));
    Process java = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(java.getInputStream().readAllBytes());
    assertEquals(0, java.waitFor(), output);
    return output;
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Prints why tiers are refused and which ones have a kernel for an operation that C has. */
  static final class Probe {
    public static void main(String[] arguments) {
      Tiers tiers = Tiers.of("cpu");
      TensorType type = TensorType.of(DType.F32, 8);
      Signature signature =
          Signature.of(
              new AdamStep(0.9, 0.999, 1e-8, 0, false),
              List.of(
                  type, type, type, type, TensorType.of(DType.F32, 3), TensorType.of(DType.F32)));
      tiers.select(signature);
      System.out.println(
          "serves " + tiers.only("c", "simd", "ref").names() + " refused " + tiers.refusals());
    }
  }
}
