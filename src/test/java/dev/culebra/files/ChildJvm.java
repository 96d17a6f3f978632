package dev.culebra.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a main class of the tests in a JVM of its own, so that it can be limited or killed. */
public final class ChildJvm {
  /** How the child ended and all it printed. */
  public record Result(int exit, String output) {}

  private ChildJvm() {}

  /**
   * Runs to the end. {@code prefix} is put before the java command, for example a limiting shell.
   */
  public static Result run(List<String> prefix, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Process process = start(prefix, main, arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  /** Starts and returns at once; output and errors are one stream. */
  public static Process start(List<String> prefix, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-Xshare:auto"));
    command.addAll(List.of("-cp", classPath(main), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  // Test launchers load classes through loaders of their own, so the property is not enough.
  private static String classPath(Class<?> main) {
    return Stream.of(main, UserError.class, JSON.class, JsonFactory.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
