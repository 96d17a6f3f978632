package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.culebra.harness.FakeDriver;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jcuda.JCudaVersion;
import jcuda.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server as a JVM of its own sees it: the driver and the libraries that a test puts there. */
abstract class CudaServer {
  private static final String NATIVES = "libJCudaDriver-" + JCudaVersion.get() + "-linux-x86_64.so";

  static final String DRIVER = "libcuda.so.1";
  static final String BLAS_12 = "libcublas.so.12";
  static final String BLAS_13 = "libcublas.so.13";

  @TempDir Path folder;
  Path doubles;
  Path libraries;
  String devices = "cuda";
  String convolutions = "mixed";

  @BeforeEach
  void requireDouble() throws IOException {
    FakeDriver.tiers();
    doubles = Path.of(System.getProperty("culebra.cuda.libraries")).toAbsolutePath();
    libraries = Files.createDirectory(folder.resolve("libraries"));
  }

  void serve(String name, String library) throws IOException {
    Files.copy(doubles.resolve(library), libraries.resolve(name));
  }

  void serveCuda12() throws IOException {
    serve(DRIVER, DRIVER);
    serve(BLAS_12, BLAS_12);
  }

  record Ended(int exit, String output, String error) {}

  Ended train(Map<String, String> environment, String classPath, Object... more)
      throws IOException, InterruptedException {
    List<Object> arguments = new ArrayList<>(List.of("train", "vae", "--data", bars()));
    arguments.addAll(List.of("--out", folder.resolve("run"), "--batch", 8, "--steps", 2));
    arguments.addAll(List.of("--device", devices));
    arguments.addAll(more.length == 0 ? List.of("--hidden", 8) : List.of(more));
    return culebra(environment, classPath, arguments);
  }

  /** Something to train on. */
  Path bars() throws IOException {
    Path data = folder.resolve("bars.npy");
    if (!Files.exists(data)) {
      MainTest.bars(data, 40);
    }
    return data;
  }

  Ended culebra(Map<String, String> environment, String classPath, List<?> arguments)
      throws IOException, InterruptedException {
    return ended(start(environment, classPath, Main.class, arguments));
  }

  /** Runs a class of the tests. */
  Ended run(Map<String, String> environment, Class<?> main, List<?> arguments)
      throws IOException, InterruptedException {
    return ended(start(environment, withTests(main), main, arguments));
  }

  /** The class path of a server with the tests' classes, of which one is given. */
  static String withTests(Class<?> test) {
    String tests = test.getProtectionDomain().getCodeSource().getLocation().getPath();
    return tests + File.pathSeparator + classPath();
  }

  private Ended ended(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output, errors());
  }

  /** What doctor says of something. */
  String finding(Map<String, String> environment, String of)
      throws IOException, InterruptedException {
    Ended ended = culebra(environment, classPath(), List.of("doctor"));
    assertEquals(0, ended.exit(), ended.error());
    return ended
        .output()
        .lines()
        .filter(line -> line.startsWith(of + " "))
        .map(line -> line.substring(of.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  /** A JVM with a main class of its own; what it says on standard error is in {@link #errors}. */
  Process start(Map<String, String> environment, String classPath, Class<?> main, List<?> arguments)
      throws IOException {
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
                "-Dculebra.cuda.convolutions=" + convolutions,
                "-cp",
                classPath,
                main.getName()));
    arguments.forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errorFile().toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  String errors() throws IOException {
    return Files.readAllLines(errorFile()).stream()
        .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
        .collect(Collectors.joining("\n"));
  }

  private Path errorFile() {
    return folder.resolve("error");
  }

  static String classPath() {
    String natives = Pointer.class.getResource("/lib/" + NATIVES).getPath();
    return String.join(
        File.pathSeparator,
        StopTest.classPath(),
        Pointer.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
        natives.substring("file:".length(), natives.indexOf('!')));
  }

  void trains(Map<String, String> environment, Object... more)
      throws IOException, InterruptedException {
    Ended ended = train(environment, classPath(), more);
    assertEquals(0, ended.exit(), ended.error());
  }

  void refuses(Map<String, String> environment, String message)
      throws IOException, InterruptedException {
    refuses(train(environment, classPath()), message);
  }

  void refuses(Ended ended, String message) {
    assertEquals("culebra: " + message, ended.error());
    assertEquals(2, ended.exit());
    assertFalse(Files.exists(folder.resolve("run")), "something was written");
  }

  static Object[] append(Object[] some, Object more) {
    return Stream.concat(Stream.of(some), Stream.of(more)).toArray();
  }
}
