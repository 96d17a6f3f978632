package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command of git's that has ended.
 *
 * @param isDone whether it did what it should
 * @param output what it printed and what it complained of
 */
record Git(boolean isDone, String output) {
  /**
   * @throws UserError if there is no git
   */
  static Git run(Path folder, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    command.addAll(List.of(arguments));
    try {
      Process git = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(git.getInputStream().readAllBytes()).strip();
      return new Git(git.waitFor() == 0, output);
    } catch (IOException problem) {
      throw new UserError("git: cannot be started: " + problem.getMessage());
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }
}
