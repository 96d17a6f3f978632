package dev.culebra.files;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Turns the system's complaint about a path into one line with the cure. */
public final class FileProblem {
  private FileProblem() {}

  /** The error for a failed write of {@code target}. */
  public static UserError writing(Path target, IOException problem) {
    return new UserError("cannot write " + target + ": " + writeFact(target, problem), problem);
  }

  /** The error for a failed read of {@code source}. */
  public static UserError reading(Path source, IOException problem) {
    String fact =
        switch (problem) {
          case NoSuchFileException _ -> "there is no such file; check the path";
          case FileNotFoundException _ -> "there is no such file; check the path";
          case AccessDeniedException _ -> "no permission; make it readable";
          default ->
              Files.isDirectory(source)
                  ? "it is a folder; give a file"
                  : reason(problem) + "; check the file and its disk";
        };
    return new UserError("cannot read " + source + ": " + fact, problem);
  }

  /**
   * Closes a resource because of a problem, and hands the problem back; the resource may be null.
   */
  static <P extends Exception> P closing(Closeable resource, P problem) {
    try {
      if (resource != null) {
        resource.close();
      }
    } catch (IOException another) {
      problem.addSuppressed(another);
    }
    return problem;
  }

  // The JDK carries no error number, so the full disk is known by the system's own words.
  private static String writeFact(Path target, IOException problem) {
    Path folder = target.toAbsolutePath().getParent();
    String reason = reason(problem);
    if (reason.contains("No space left")) {
      return "the disk is full (" + free(folder) + "); free some space or choose another folder";
    }
    if (reason.contains("File too large")) {
      return "the file size limit is reached; raise it (ulimit -f) or choose another folder";
    }
    if (reason.contains("quota exceeded")) {
      return "the disk quota is used up; free some space or choose another folder";
    }
    if (reason.contains("Read-only file system")) {
      return "folder " + folder + " is on a read-only file system; choose another folder";
    }
    return switch (problem) {
      case AccessDeniedException _ ->
          "no permission to write in " + folder + "; make it writable or choose another folder";
      case FileAlreadyExistsException exists ->
          exists.getFile() + " exists and is in the way; move it or choose another path";
      case NotDirectoryException parent ->
          parent.getFile() + " is not a folder; choose another path";
      default -> reason + "; choose another path";
    };
  }

  private static String free(Path folder) {
    try {
      return (Files.getFileStore(folder).getUsableSpace() >> 10) + " KiB free";
    } catch (IOException unknown) {
      return "free space unknown";
    }
  }

  private static String reason(IOException problem) {
    if (problem instanceof FileSystemException detailed && detailed.getReason() != null) {
      return detailed.getReason();
    }
    String message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : message;
  }
}
