package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorTest {
  /** As a JDK that jlink packed for a server. */
  @Test
  void tellsThatTheJdkCannotDraw() throws IOException, InterruptedException {
    Process doctor =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--limit-modules",
                "java.base,java.management,jdk.incubator.vector,jdk.management",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                Main.class.getName(),
                "doctor")
            .redirectErrorStream(true)
            .start();
    String output = new String(doctor.getInputStream().readAllBytes());
    assertEquals(0, doctor.waitFor(), output);
    String line = "pictures +none: this JDK has no module java.desktop; take a whole one";
    assertTrue(output.lines().anyMatch(each -> each.matches(line)), output);
  }

  private static String classPath() {
    return Stream.of(Main.class, CommandLine.class, JSON.class, JsonFactory.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
