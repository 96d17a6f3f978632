package dev.culebra.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of one JSON object a line that only grows, for example {@code metrics.jsonl}. A killed
 * process can leave at most a torn last line, which reading skips and opening cuts off. One thread.
 */
public final class JsonLines implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private JsonLines(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens a file for appending, making it if needed.
   *
   * @throws UserError if the file cannot be written
   */
  public static JsonLines open(Path file) {
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      long whole = wholeLines(Files.readAllBytes(file));
      channel.truncate(whole);
      channel.position(whole);
      return new JsonLines(file, channel);
    } catch (IOException problem) {
      throw FileProblem.writing(file, FileProblem.closing(channel, problem));
    }
  }

  /**
   * Appends one line; it survives a kill of the process from here on. When the write fails halfway
   * the torn piece is cut off again.
   *
   * @throws UserError if the file cannot be written
   */
  public void append(Object value) {
    byte[] line = (Json.line(value) + "\n").getBytes(StandardCharsets.UTF_8);
    long before = -1;
    try {
      before = channel.position();
      AtomicFiles.writeFully(channel, ByteBuffer.wrap(line));
    } catch (IOException problem) {
      cutBackTo(before);
      throw FileProblem.writing(file, problem);
    }
  }

  /**
   * All whole lines of a file.
   *
   * @throws UserError if the file cannot be read or a line is not a JSON object
   */
  public static List<Map<String, Object>> read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
    String text = new String(bytes, 0, wholeLines(bytes), StandardCharsets.UTF_8);
    List<Map<String, Object>> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(Json.parseMap(file + " line " + (lines.size() + 1), line));
    }
    return lines;
  }

  /** Forces what was appended to disk and closes the file. */
  @Override
  public void close() {
    try (channel) {
      channel.force(true);
    } catch (IOException problem) {
      throw FileProblem.writing(file, problem);
    }
  }

  private void cutBackTo(long size) {
    try {
      if (size >= 0) {
        channel.truncate(size);
      }
    } catch (IOException worse) {
      System.getLogger(JsonLines.class.getName())
          .log(System.Logger.Level.WARNING, "{0}: last line is torn; reading skips it", file);
    }
  }

  private static int wholeLines(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    return end;
  }
}
