package dev.culebra;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void theJarKnowsItsVersion() throws IOException {
    var properties = new Properties();
    try (var stream = VersionTest.class.getResourceAsStream("version.properties")) {
      properties.load(stream);
    }
    var version = properties.getProperty("version");
    assertTrue(version.matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), version);
  }
}
