package dev.culebra.files;

import java.nio.file.Path;

/** Child of the tests: writes a file of N bytes atomically, or says why not and exits with 2. */
final class WriteMain {
  private WriteMain() {}

  public static void main(String[] arguments) {
    try {
      AtomicFiles.write(Path.of(arguments[0]), new byte[Integer.parseInt(arguments[1])]);
    } catch (UserError error) {
      System.out.println(error.getMessage());
      System.exit(2);
    }
  }
}
