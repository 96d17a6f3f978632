package dev.culebra.files;

import java.nio.file.Path;
import java.util.Arrays;

/** Child of the tests: rewrites one file for ever, each time with one byte repeated. */
final class KillMain {
  static final int SIZE = 1 << 20;

  private KillMain() {}

  public static void main(String[] arguments) {
    byte[] content = new byte[SIZE];
    for (byte round = 0; ; round++) {
      Arrays.fill(content, round);
      AtomicFiles.write(Path.of(arguments[0]), content);
      if (round == 0) {
        System.out.println("written");
      }
    }
  }
}
