package dev.culebra.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this library, as files it writes record it. */
public final class Version {
  private static final String CURRENT = read();

  private Version() {}

  /** For example {@code 0.1.0-SNAPSHOT}. */
  public static String current() {
    return CURRENT;
  }

  private static String read() {
    try (InputStream stream =
        Version.class.getResourceAsStream("/dev/culebra/version.properties")) {
      Properties properties = new Properties();
      properties.load(stream);
      return properties.getProperty("version");
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
