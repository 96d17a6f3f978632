package dev.culebra.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Temporaries {@code NAME.tmp-PID}: how they are named, and the removal of those left by the dead.
 */
public final class Leftovers {
  private static final Pattern TEMPORARY = Pattern.compile("(.+)\\.tmp-(\\d{1,10})");

  private Leftovers() {}

  /**
   * Deletes every temporary under a folder whose process is gone, at any depth. Call it only when
   * no other process of one's own writes there; temporaries of living processes stay.
   */
  public static void sweepTree(Path folder) {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.filter(Leftovers::isAbandoned).toList()) {
        deleteTree(path);
      }
    } catch (IOException problem) {
      throw FileProblem.writing(folder, problem);
    } catch (UncheckedIOException problem) {
      throw FileProblem.writing(folder, problem.getCause());
    }
  }

  static Path temporaryFor(Path target) {
    return target.resolveSibling(target.getFileName() + ".tmp-" + ProcessHandle.current().pid());
  }

  /** Deletes the abandoned temporaries of one target. */
  static void sweep(Path target) throws IOException {
    String name = target.getFileName().toString();
    try (Stream<Path> siblings = Files.list(target.toAbsolutePath().getParent())) {
      for (Path path : siblings.filter(Leftovers::isAbandoned).toList()) {
        Matcher matcher = TEMPORARY.matcher(path.getFileName().toString());
        if (matcher.matches() && matcher.group(1).equals(name)) {
          deleteTree(path);
        }
      }
    }
  }

  /** Deletes without complaint: an error is already on its way to the user. */
  static void delete(Path path) {
    try {
      deleteTree(path);
    } catch (IOException worse) {
      System.getLogger(Leftovers.class.getName())
          .log(System.Logger.Level.WARNING, "left behind: {0}; delete it by hand", path);
    }
  }

  static void deleteTree(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> walk = Files.walk(path)) {
      deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : deepestFirst) {
      Files.deleteIfExists(each);
    }
  }

  // Our own number on a file we are not writing is a dead process that had it before us, which is
  // the rule in containers, where every run has the same number.
  private static boolean isAbandoned(Path path) {
    Matcher matcher = TEMPORARY.matcher(path.getFileName().toString());
    if (!matcher.matches()) {
      return false;
    }
    long process = Long.parseLong(matcher.group(2));
    return process == ProcessHandle.current().pid() || ProcessHandle.of(process).isEmpty();
  }
}
