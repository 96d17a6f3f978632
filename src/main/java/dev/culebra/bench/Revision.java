package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Another revision of the checkout, checked out beside it in a temporary folder; its own launcher
 * builds it. Owns folder and process until closed.
 */
final class Revision implements AutoCloseable {
  private final Path home;
  private final Path folder;
  private final PeerProcess process;
  private final String name;

  /**
   * Checks out, builds and starts.
   *
   * @throws UserError if there is no such revision, or it cannot be built or measured
   */
  Revision(Path home, String name, boolean cpuTime) {
    this.home = home;
    this.name = name;
    String commit = git(home, "rev-parse", "--verify", "--quiet", name + "^{commit}");
    if (commit.isEmpty()) {
      throw new UserError("compare " + name + ": no such revision in " + home);
    }
    try {
      folder = Files.createTempDirectory("culebra-revision");
    } catch (IOException problem) {
      throw new UserError("compare: no temporary folder: " + problem.getMessage());
    }
    git(home, "worktree", "add", "--detach", "--force", folder.toString(), commit);
    process = serve(folder, cpuTime);
    try {
      process.ask(Map.of("do", "shut"));
    } catch (Side.Skipped ended) {
      close();
      throw new UserError("compare " + name + ": cannot be measured: " + ended.getMessage());
    }
  }

  /** A checkout's own launcher, which builds it first, waiting for requests. */
  static PeerProcess serve(Path checkout, boolean cpuTime) {
    List<String> command = new ArrayList<>();
    command.add(checkout.resolve("culebra").toString());
    command.addAll(List.of("bench", "--serve"));
    if (cpuTime) {
      command.addAll(List.of("--cpu-time", "--threads", "1"));
    }
    return new PeerProcess(command, Map.of());
  }

  Side side() {
    return new PeerSide(name, name, process);
  }

  /** What git prints; empty if it fails. */
  private static String git(Path home, String... arguments) {
    List<String> command = new ArrayList<>(List.of("git", "-C", home.toString()));
    command.addAll(List.of(arguments));
    try {
      Process git =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      String output = new String(git.getInputStream().readAllBytes()).strip();
      return git.waitFor() == 0 ? output : "";
    } catch (IOException problem) {
      throw new UserError("git: cannot be started: " + problem.getMessage());
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Override
  public void close() {
    process.close();
    git(home, "worktree", "remove", "--force", folder.toString());
    try {
      Files.deleteIfExists(folder);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
