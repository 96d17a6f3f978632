package dev.culebra.tensor;

import dev.culebra.files.FileProblem;
import dev.culebra.files.UserError;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A file of named tensors in the safetensors format: eight bytes of header length, a JSON header of
 * types and offsets, then the bytes, dense and little-endian
 * (https://github.com/huggingface/safetensors). An open file is mapped into memory, which it owns
 * until {@link #close()}: segments taken from it end then. Any thread may read.
 */
public final class Safetensors implements AutoCloseable {
  /** A tensor to write: its type and its bytes, dense, in this machine's (little-endian) order. */
  public record Entry(TensorType type, MemorySegment bytes) {
    public Entry {
      if (bytes.byteSize() != type.bytes()) {
        throw new IllegalArgumentException(
            "[safetensors] " + bytes.byteSize() + " bytes given for " + type);
      }
    }
  }

  private final Path file;
  private final Arena arena;
  private final MemorySegment data;
  private final SafetensorsHeader header;

  private Safetensors(Path file, Arena arena, MemorySegment data, SafetensorsHeader header) {
    this.file = file;
    this.arena = arena;
    this.data = data;
    this.header = header;
  }

  /**
   * Opens and checks a file: after this every name has a type whose bytes are there.
   *
   * @throws UserError if the file cannot be read or contradicts itself; nothing stays mapped
   */
  public static Safetensors open(Path file) {
    Arena arena = Arena.ofShared();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena).asReadOnly();
      SafetensorsHeader header = SafetensorsHeader.read(file, all);
      return new Safetensors(file, arena, all.asSlice(header.dataBegin()), header);
    } catch (IOException problem) {
      arena.close();
      throw FileProblem.reading(file, problem);
    } catch (RuntimeException problem) {
      arena.close();
      throw problem;
    }
  }

  /**
   * Replaces a file by the given tensors; atomic. Tensors of wide elements come first, else the
   * given order stays: so every tensor is aligned to its element, since the format allows no gaps.
   *
   * @throws UserError if the file cannot be written
   */
  public static void write(
      Path file, SequencedMap<String, Entry> tensors, Map<String, String> metadata) {
    SafetensorsWriter.write(file, tensors, metadata);
  }

  /** The tensors' names, in the order of the header. */
  public List<String> names() {
    return List.copyOf(header.tensors().keySet());
  }

  /** Whether there is a tensor of this name. */
  public boolean has(String name) {
    return header.tensors().containsKey(name);
  }

  /**
   * Element type and shape of a tensor.
   *
   * @throws UserError if there is none of this name
   */
  public TensorType type(String name) {
    return place(name).type();
  }

  /**
   * The bytes of a tensor, read-only, valid until close. In files of other writers they may be
   * unaligned: read them with the unaligned layouts or copy them.
   *
   * @throws UserError if there is none of this name
   */
  public MemorySegment bytes(String name) {
    SafetensorsHeader.Place place = place(name);
    return data.asSlice(place.begin(), place.end() - place.begin());
  }

  /** The strings of {@code __metadata__}; empty if it is absent. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** The path it was opened from, for messages. */
  public Path file() {
    return file;
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    arena.close();
  }

  private SafetensorsHeader.Place place(String name) {
    SafetensorsHeader.Place place = header.tensors().get(name);
    if (place == null) {
      throw new UserError(
          file
              + ": no tensor '"
              + name
              + "' in it; give a file of the same model and configuration");
    }
    return place;
  }
}
