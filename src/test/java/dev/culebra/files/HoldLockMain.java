package dev.culebra.files;

import java.io.IOException;
import java.nio.file.Path;

/** Child of the tests: takes a folder, says so, and holds it until its input ends. */
final class HoldLockMain {
  private HoldLockMain() {}

  public static void main(String[] arguments) throws IOException {
    try (RunLock _ = RunLock.take(Path.of(arguments[0]))) {
      System.out.println("held");
      System.in.read();
    } catch (UserError error) {
      System.out.println(error.getMessage());
      System.exit(2);
    }
  }
}
