package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that is gone with all that lies in it once it is closed, or the program has ended. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Undo undo;

  /**
   * @throws UserError if there can be none
   */
  TemporaryFolder(String name) {
    try {
      path = Files.createTempDirectory(name);
    } catch (IOException problem) {
      throw new UserError("no temporary folder: " + problem.getMessage());
    }
    undo = new Undo(() -> delete(path));
  }

  Path path() {
    return path;
  }

  /** What somebody else has deleted already is no fault. */
  static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @Override
  public void close() {
    undo.close();
  }
}
