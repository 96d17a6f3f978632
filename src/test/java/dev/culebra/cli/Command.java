package dev.culebra.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** How a command ended and what it printed. */
record Command(int exit, String out, String err) {
  /** Runs a command in this process. */
  static Command run(Object... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int exit =
        Main.run(
            texts,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new Command(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Trains a small model for some steps on made-up pictures. */
  static Command train(Path data, Path run, Object... more) {
    Object[] start = {
      "train",
      "vae",
      "--data",
      data,
      "--out",
      run,
      "--hidden",
      12,
      "--latent",
      3,
      "--batch",
      16,
      "--threads",
      1
    };
    Object[] all = Arrays.copyOf(start, start.length + more.length);
    System.arraycopy(more, 0, all, start.length, more.length);
    return run(all);
  }

  /** Asserts that all went well and gives what was printed. */
  String done() {
    assertEquals(0, exit, err);
    return out;
  }

  /** Asserts that it ended as an error of the user's, told in one line, and gives the line. */
  String refused() {
    assertEquals(2, exit, err);
    List<String> lines = err.lines().toList();
    assertEquals(1, lines.size(), err);
    assertTrue(lines.getFirst().startsWith("culebra: "), err);
    assertEquals("", out);
    return lines.getFirst().substring("culebra: ".length());
  }
}
