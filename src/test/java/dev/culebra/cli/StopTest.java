package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import picocli.CommandLine;

/** A signal while training, in a process of its own. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "no SIGTERM there")
class StopTest {
  @TempDir private Path folder;

  @Test
  void sigtermFinishesTheStepSavesAndTellsHowToResume() throws IOException, InterruptedException {
    Path data = MainTest.bars(folder.resolve("bars.npy"), 60);
    Path run = folder.resolve("run");
    Process process =
        new ProcessBuilder(
                Stream.of(
                        java(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-cp",
                        classPath(),
                        "-Djava.awt.headless=true",
                        Main.class.getName(),
                        "train",
                        "vae",
                        "--data",
                        data,
                        "--out",
                        run,
                        "--hidden",
                        8,
                        "--threads",
                        1,
                        "--batch",
                        8,
                        "--steps",
                        1_000_000_000)
                    .map(Object::toString)
                    .toList())
            .redirectErrorStream(true)
            .start();
    StringBuilder output = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (output.indexOf("epoch 1/") < 0 && line.startsWith("epoch 1/")) {
          // Unlike Process.destroy, this leaves its output open.
          process.toHandle().destroy();
        }
        if (output.length() < 100_000) {
          output.append(line).append('\n');
        } else if (line.contains("culebra resume")) {
          output.append(line);
        }
      }
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output.toString());
    assertTrue(output.indexOf("culebra resume " + run) > 0, output.toString());
    try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoint"))) {
      assertEquals(1, checkpoints.count());
    }
    long step = stepOf(run);
    Command.run("resume", run, "--steps", step + 1).done();
    assertEquals(step + 1, stepOf(run));
  }

  /** The step of a run's newest checkpoint; 0 if it has none, or only part of one. */
  static long stepOf(Path run) throws IOException {
    Path folder = run.resolve("checkpoint");
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> checkpoints = Files.list(folder)) {
      return checkpoints
          .map(path -> path.getFileName().toString())
          .filter(name -> name.matches("step-\\d+"))
          .mapToLong(name -> Long.parseLong(name.substring("step-".length())))
          .max()
          .orElse(0);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  // Test launchers load classes through loaders of their own, so the property is not enough.
  static String classPath() {
    return List.of(
            Main.class,
            JSON.class,
            JsonFactory.class,
            CommandLine.class,
            ProgressBar.class,
            XYChart.class)
        .stream()
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
