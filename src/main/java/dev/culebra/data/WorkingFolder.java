package dev.culebra.data;

import java.nio.file.Files;
import java.nio.file.Path;

/** What lies in the working folder or in one above it. */
final class WorkingFolder {
  private WorkingFolder() {}

  /** The nearest of that relative path; null if there is none. */
  static Path nearest(Path inside) {
    for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
      Path found = above.resolve(inside);
      if (Files.exists(found)) {
        return found;
      }
    }
    return null;
  }
}
