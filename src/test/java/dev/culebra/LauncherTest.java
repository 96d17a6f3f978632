package dev.culebra;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says before it builds or starts anything. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a shell script")
class LauncherTest {
  @Test
  void aFolderThatIsNoJdk25IsRefusedInOneLine(@TempDir Path folder)
      throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("bin"));
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    var link = Files.createSymbolicLink(folder.resolve("culebra"), Path.of("culebra").toRealPath());

    var builder = new ProcessBuilder(link.toString(), "models").redirectErrorStream(true);
    builder.directory(folder.toFile());
    builder.environment().put("CULEBRA_JAVA_HOME", folder.toString());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Files.delete(link);

    assertEquals(
        "culebra: CULEBRA_JAVA_HOME=%s is not a JDK 25; set it to one, or unset it%n"
            .formatted(folder),
        output);
    assertEquals(2, process.waitFor());
  }
}
