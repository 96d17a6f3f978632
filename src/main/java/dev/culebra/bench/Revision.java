package dev.culebra.bench;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Another revision of the checkout: a worktree of git's in a temporary folder, which its own
 * launcher builds and starts. Owns folder and process until closed; both are also gone when the
 * program is interrupted.
 */
final class Revision implements AutoCloseable {
  /** What a launcher says itself, and Maven of what went wrong. */
  private static final List<String> TELLING = List.of("culebra: ", "[ERROR]");

  private final Path home;
  private final String name;
  private final Path folder;
  private final Undo undo;
  private final PeerProcess process;

  /** Of those at work in the folder, which it cannot be taken from. */
  private volatile Process running;

  /**
   * Checks out, builds and starts.
   *
   * @param note told what takes long
   * @throws UserError if there is no such revision, or it cannot be built or measured
   */
  Revision(Path home, String name, boolean cpuTime, Consumer<String> note) {
    this.home = home;
    this.name = name;
    String commit = commit(home, name);
    try {
      folder = Files.createTempDirectory("culebra-revision");
    } catch (IOException problem) {
      throw new UserError("compare: no temporary folder: " + problem.getMessage());
    }
    undo = new Undo(this::remove);
    try {
      Git added =
          Git.run(home, "worktree", "add", "--detach", "--force", folder.toString(), commit);
      if (!added.isDone()) {
        throw new UserError("compare " + name + ": cannot be checked out: " + added.output());
      }
      note.accept("building " + name + " (" + commit.substring(0, 10) + ") in " + folder + " ...");
      build();
      process = serve(folder, name, cpuTime);
      running = process.process();
    } catch (RuntimeException problem) {
      undo.close();
      throw problem;
    }
  }

  private static String commit(Path home, String name) {
    Git inside = Git.run(home, "rev-parse", "--is-inside-work-tree");
    if (!inside.isDone()) {
      throw new UserError("compare " + name + ": " + home + " is no checkout of git's");
    }
    Git found =
        Git.run(home, "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
    if (!found.isDone()) {
      throw new UserError("compare " + name + ": no such revision in " + home);
    }
    return found.output();
  }

  /** Its launcher builds first, whatever it is asked. */
  private void build() {
    List<String> command = List.of(folder.resolve("culebra").toString(), "--version");
    try (TemporaryFolder told = new TemporaryFolder("culebra-build")) {
      Path log = told.path().resolve("log");
      running =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (running.waitFor() != 0) {
        throw new UserError("compare " + name + ": cannot be built: " + reason(log));
      }
    } catch (IOException problem) {
      throw new UserError("compare " + name + ": " + problem.getMessage());
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** The first line that tells why; an interruption takes the log away. */
  private static String reason(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "interrupted";
    }
    return Files.readString(log)
        .lines()
        .filter(line -> TELLING.stream().anyMatch(line::startsWith))
        .filter(line -> !line.startsWith("culebra: building"))
        .findFirst()
        .orElse("its launcher ended without a reason");
  }

  /**
   * A built checkout's own launcher, waiting for requests.
   *
   * @throws UserError if it does not understand them
   */
  static PeerProcess serve(Path checkout, String name, boolean cpuTime) {
    List<String> command = new ArrayList<>();
    command.add(checkout.resolve("culebra").toString());
    command.addAll(List.of("bench", "--serve"));
    if (cpuTime) {
      command.addAll(List.of("--cpu-time", "--threads", "1"));
    }
    PeerProcess process = new PeerProcess(command, Map.of());
    try {
      process.ask(Map.of("do", "shut"));
      return process;
    } catch (Side.Skipped ended) {
      process.close();
      throw new UserError("compare " + name + ": cannot be measured: " + ended.getMessage());
    }
  }

  Side side() {
    return PeerSide.of(name, name, process);
  }

  private void remove() {
    if (running != null) {
      PeerProcess.end(running);
    }
    Git.run(home, "worktree", "remove", "--force", folder.toString());
    TemporaryFolder.delete(folder);
    Git.run(home, "worktree", "prune");
  }

  @Override
  public void close() {
    process.close();
    undo.close();
  }
}
