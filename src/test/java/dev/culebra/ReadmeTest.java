package dev.culebra;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.jr.ob.JSON;
import dev.culebra.model.Autoencoder;
import dev.culebra.model.Saved;
import dev.culebra.model.Vae;
import dev.culebra.shape.Shape;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program is compiled and run as it stands there. */
class ReadmeTest {
  @TempDir private Path folder;

  @Test
  void theSnippetEncodesAndScores() throws IOException, InterruptedException {
    Matcher block =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("README.md")));
    assertTrue(block.find());
    String snippet = block.group(1);
    assertTrue(snippet.lines().count() <= 12, "at most 12 lines");
    Path source = Files.writeString(folder.resolve("Snippet.java"), snippet);
    try (Vae model = new Vae(Vae.Config.standard(Shape.of(28, 28, 1)))) {
      model.initialize(1);
      Saved.write(model, folder.resolve("model.safetensors"));
    }

    var complaints = new ByteArrayOutputStream();
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                complaints,
                "-cp",
                classPath(),
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, compiled, complaints.toString(StandardCharsets.UTF_8));

    String output = run();
    assertTrue(output.matches("20 numbers, \\d{3}\\.\\d+ nats"), output);
  }

  private String run() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                folder + File.pathSeparator + classPath(),
                "Snippet",
                folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor());
    return output;
  }

  // Test launchers load classes through loaders of their own, so the property is not enough.
  private static String classPath() {
    return Stream.of(Autoencoder.class, JSON.class, JsonFactory.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }
}
