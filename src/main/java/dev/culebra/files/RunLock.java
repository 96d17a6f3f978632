package dev.culebra.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sole use of a folder by one process, by a lock on {@code FOLDER/.lock}. The system releases it
 * when the process ends, however it ends; the file itself stays, because removing it would let two
 * processes hold locks on two different files of the same name. Holds for the process, any thread
 * may close it.
 */
public final class RunLock implements AutoCloseable {
  // POSIX drops a process's locks on a file when it closes any channel to it, so a second attempt
  // inside this process must be refused before it opens one.
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final Path key;
  private final FileChannel channel;

  private RunLock(Path file, Path key, FileChannel channel) {
    this.file = file;
    this.key = key;
    this.channel = channel;
  }

  /**
   * Takes the folder, making it if needed, and removes what killed processes left half-written in
   * it.
   *
   * @throws UserError if another process has it, or it cannot be written
   */
  public static RunLock take(Path folder) {
    Path file = folder.resolve(".lock");
    Path key;
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
      }
      key = folder.toRealPath();
    } catch (IOException problem) {
      throw FileProblem.writing(file, problem);
    }
    if (!HELD.add(key)) {
      throw inUse(folder, "this process");
    }
    try {
      return new RunLock(file, key, locked(folder, file));
    } catch (RuntimeException problem) {
      HELD.remove(key);
      throw problem;
    }
  }

  /** Gives the folder back. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException problem) {
      throw FileProblem.writing(file, problem);
    } finally {
      HELD.remove(key);
    }
  }

  private static FileChannel locked(Path folder, Path file) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(folder, Files.readString(file).strip());
      }
      byte[] holder = ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      channel.truncate(0);
      AtomicFiles.writeFully(channel, ByteBuffer.wrap(holder));
      Leftovers.sweepTree(folder);
      return channel;
    } catch (IOException problem) {
      throw FileProblem.writing(file, FileProblem.closing(channel, problem));
    } catch (RuntimeException problem) {
      throw FileProblem.closing(channel, problem);
    }
  }

  private static UserError inUse(Path folder, String holder) {
    return new UserError(
        folder
            + " is in use by "
            + (holder.isEmpty() ? "another process" : holder)
            + "; wait for it to end, stop it, or choose another folder");
  }
}
