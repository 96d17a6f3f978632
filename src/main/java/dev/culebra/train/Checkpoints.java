package dev.culebra.train;

import dev.culebra.files.AtomicFiles;
import dev.culebra.files.FileProblem;
import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import dev.culebra.tensor.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The checkpoints of a run: folders {@code step-NNNNNNNN}, each written whole or not at all. Old
 * ones go by number and by quota, but never the last good one before a newer one is safe.
 */
final class Checkpoints {
  private static final Pattern NAME = Pattern.compile("step-\\d{8,}");
  static final String TENSORS = "state.safetensors";
  private static final String POSITION = "position.json";

  private final Path folder;
  private final int keep;
  private final long quota;

  /**
   * @param keep how many to keep, at least 1
   * @param quota bytes that they may take together; 0 for no limit
   */
  Checkpoints(Path folder, int keep, long quota) {
    this.folder = folder;
    this.keep = keep;
    this.quota = quota;
  }

  /**
   * Checks that a new checkpoint fits beside an old one.
   *
   * @throws UserError if the quota is too small for that
   */
  void requireRoom(long bytes) {
    if (quota > 0 && 2 * bytes > quota) {
      throw new UserError(
          "quota: "
              + megabytes(quota)
              + " MB do not hold two checkpoints of "
              + megabytes(bytes)
              + " MB, and the old one must stay until the new one is safe; give "
              + megabytes(2 * bytes)
              + " or more");
    }
  }

  private static long megabytes(long bytes) {
    return (bytes + (1 << 20) - 1) >> 20;
  }

  /**
   * Writes a checkpoint, then removes those that are too many.
   *
   * @return its folder
   * @throws UserError if it cannot be written; nothing is left half-written then
   */
  Path write(TrainState state, Position position) {
    Path target = folder.resolve("step-%08d".formatted(position.step()));
    List<Path> older = new ArrayList<>(all());
    // Only damaged ones can be in the way: resuming begins behind every good one.
    if (older.remove(target)) {
      AtomicFiles.delete(target);
    }
    makeRoom(older, state.savedBytes());
    AtomicFiles.writeFolder(
        target,
        inside -> {
          Path tensors = inside.resolve(TENSORS);
          Safetensors.write(tensors, state.entries(), Map.of());
          Json.write(inside.resolve(POSITION), position.with(checksum(tensors)));
        });
    while (older.size() >= keep) {
      AtomicFiles.delete(older.removeFirst());
    }
    return target;
  }

  /** Removes the oldest until a new one fits into the quota, but never the last one. */
  private void makeRoom(List<Path> oldestFirst, long bytes) {
    while (quota > 0 && oldestFirst.size() > 1 && (oldestFirst.size() + 1) * bytes > quota) {
      AtomicFiles.delete(oldestFirst.removeFirst());
    }
  }

  /**
   * Loads the newest checkpoint that is whole.
   *
   * @param warnings hears of damaged ones, which are passed over
   * @return its position, or null if there is no checkpoint
   * @throws UserError if there are some, but all damaged
   */
  Position readNewest(TrainState state, Consumer<String> warnings) {
    List<Path> all = all();
    for (Path checkpoint : all.reversed()) {
      try {
        Position position = Json.read(checkpoint.resolve(POSITION), Position.class);
        Path tensors = checkpoint.resolve(TENSORS);
        if (checksum(tensors) != position.checksum()) {
          throw new UserError(tensors + ": its bytes are not those written");
        }
        try (Safetensors file = Safetensors.open(tensors)) {
          state.read(file);
        }
        return position;
      } catch (UserError damaged) {
        warnings.accept("passing over a checkpoint: " + damaged.getMessage());
      }
    }
    if (all.isEmpty()) {
      return null;
    }
    throw new UserError(
        folder + ": every checkpoint is damaged; restore one, or delete the folder to begin anew");
  }

  /** Every checkpoint, oldest first. */
  List<Path> all() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(Checkpoints::step))
          .toList();
    } catch (IOException problem) {
      throw FileProblem.reading(folder, problem);
    }
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring("step-".length()));
  }

  private static long checksum(Path file) {
    CRC32C checksum = new CRC32C();
    byte[] piece = new byte[1 << 16];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int read = stream.read(piece); read > 0; read = stream.read(piece)) {
        checksum.update(piece, 0, read);
      }
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
    return checksum.getValue();
  }
}
