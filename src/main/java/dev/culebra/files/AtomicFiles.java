package dev.culebra.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes files and folders that are either complete or absent. The content goes to {@code
 * NAME.tmp-PID} beside the target, is forced to disk, then renamed; the folder is forced too,
 * because the rename is only as durable as the folder that records it. Whatever fails, the old
 * target stays and the temporary goes. Missing parent folders are made. Failures are {@link
 * UserError}s.
 */
public final class AtomicFiles {
  private static final int BUFFER = 1 << 16;
  private static final long PIECE = 1 << 20;

  private AtomicFiles() {}

  /** Writes the content of a file to an open channel. */
  @FunctionalInterface
  public interface ChannelBody {
    void write(FileChannel channel) throws IOException;
  }

  /** Writes the content of a file to a buffered stream. */
  @FunctionalInterface
  public interface StreamBody {
    void write(OutputStream stream) throws IOException;
  }

  /** Fills an empty folder. */
  @FunctionalInterface
  public interface FolderBody {
    void write(Path folder) throws IOException;
  }

  /** Replaces {@code target} by the given bytes. */
  public static void write(Path target, byte[] bytes) {
    writeChannel(target, channel -> writeFully(channel, ByteBuffer.wrap(bytes)));
  }

  /** Replaces {@code target} by the given text in UTF-8. */
  public static void write(Path target, String text) {
    write(target, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces {@code target} by what the body writes to a buffered stream. */
  public static void writeStream(Path target, StreamBody body) {
    writeChannel(
        target,
        channel -> {
          OutputStream stream = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
          body.write(stream);
          stream.flush();
        });
  }

  /** Replaces {@code target} by what the body writes to a channel. */
  public static void writeChannel(Path target, ChannelBody body) {
    Path temporary = Leftovers.temporaryFor(target);
    try {
      makeParent(target);
      Leftovers.sweep(target);
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING,
              StandardOpenOption.WRITE)) {
        body.write(channel);
        channel.force(true);
      }
      rename(temporary, target);
    } catch (IOException problem) {
      Leftovers.delete(temporary);
      throw FileProblem.writing(target, problem);
    } catch (RuntimeException | Error problem) {
      Leftovers.delete(temporary);
      throw problem;
    }
  }

  /**
   * Makes the folder {@code target} with what the body puts into it, all or nothing.
   *
   * @throws UserError if the target exists already, or on any failure to write
   */
  public static void writeFolder(Path target, FolderBody body) {
    Path temporary = Leftovers.temporaryFor(target);
    try {
      makeParent(target);
      Leftovers.sweep(target);
      if (Files.exists(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.createDirectory(temporary);
      body.write(temporary);
      forceTree(temporary);
      rename(temporary, target);
    } catch (IOException problem) {
      Leftovers.delete(temporary);
      throw FileProblem.writing(target, problem);
    } catch (RuntimeException | Error problem) {
      Leftovers.delete(temporary);
      throw problem;
    }
  }

  /** Writes the whole buffer, however many calls the system makes of it. */
  public static void writeFully(FileChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  /** Writes a whole segment, native or of any array. */
  public static void writeFully(FileChannel channel, MemorySegment bytes) throws IOException {
    if (bytes.byteSize() == 0) {
      return;
    }
    // Arrays other than byte[] have no buffer view, so everything passes through native pieces.
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment piece = arena.allocate(Math.min(PIECE, bytes.byteSize()));
      for (long begin = 0; begin < bytes.byteSize(); begin += PIECE) {
        long size = Math.min(PIECE, bytes.byteSize() - begin);
        MemorySegment.copy(bytes, begin, piece, 0, size);
        writeFully(channel, piece.asSlice(0, size).asByteBuffer());
      }
    }
  }

  /** Deletes a file or a whole folder, if it is there. */
  public static void delete(Path path) {
    try {
      Leftovers.deleteTree(path);
    } catch (IOException problem) {
      throw FileProblem.writing(path, problem);
    }
  }

  private static void makeParent(Path target) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
  }

  private static void rename(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    force(target.toAbsolutePath().getParent());
  }

  private static void forceTree(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    }
    for (Path path : all) {
      force(path);
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
