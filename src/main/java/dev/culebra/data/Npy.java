package dev.culebra.data;

import dev.culebra.files.AtomicFiles;
import dev.culebra.files.FileProblem;
import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} files, versions 1 to 3, little-endian in C order.
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
public final class Npy {
  /** An array and its bytes; mapped from the file, freed by the garbage collector. */
  public record Array(TensorType type, MemorySegment bytes) {}

  /** A sum of header and prefix that is a multiple of this aligns the data. */
  private static final int ALIGNMENT = 64;

  private Npy() {}

  /**
   * Maps an array into memory. The file must not change while it is used.
   *
   * @throws UserError if the file cannot be read, is damaged, or holds a type Culebra lacks
   */
  public static Array read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      NpyHeader header = NpyHeader.read(file, all);
      return new Array(header.type(), all.asSlice(header.dataBegin()).asReadOnly());
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
  }

  /**
   * The samples of a file of type float32, float64 (rounded to float32) or uint8 (read as value /
   * 255), counted by the first axis.
   *
   * @throws UserError as {@link #read}, or if there is no sample axis
   */
  public static Dataset samples(Path file) {
    Array array = read(file);
    Shape shape = array.type.shape();
    if (shape.rank() < 2 || shape.elements() == 0) {
      throw new UserError(
          file + ": shape " + shape + " is not [samples, ...] with some of each; reshape it");
    }
    String name = file.getFileName().toString().replaceFirst("\\.npy$", "");
    Shape sample = shape.range(1, shape.rank());
    return switch (array.type.dtype()) {
      case U8, F32 ->
          new Dataset(
              name, new TensorType(array.type.dtype(), sample), array.bytes, null, List.of());
      case F64 ->
          new Dataset(name, new TensorType(DType.F32, sample), rounded(array), null, List.of());
      case I32, I64, BF16 ->
          throw new UserError(
              file + ": samples of " + array.type + "; convert it: array.astype('float32')");
    };
  }

  /**
   * Replaces a file by an array; atomic.
   *
   * @throws UserError if the file cannot be written
   */
  public static void write(Path file, TensorType type, MemorySegment bytes) {
    if (bytes.byteSize() != type.bytes()) {
      throw new IllegalArgumentException("[npy] " + bytes.byteSize() + " bytes given for " + type);
    }
    byte[] header = header(type);
    AtomicFiles.writeChannel(
        file,
        channel -> {
          AtomicFiles.writeFully(channel, ByteBuffer.wrap(header));
          AtomicFiles.writeFully(channel, bytes);
        });
  }

  private static byte[] header(TensorType type) {
    String sizes =
        Arrays.stream(type.shape().sizes())
            .mapToObj(size -> size + ",")
            .collect(Collectors.joining(" "));
    // NumPy writes a comma at the end only for a single axis.
    String tuple = type.shape().rank() > 1 ? sizes.substring(0, sizes.length() - 1) : sizes;
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(NpyHeader.description(type.dtype()), tuple);
    int prefix = NpyHeader.MAGIC.length + 2 + Short.BYTES;
    int padded = (prefix + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(padded).order(ByteOrder.LITTLE_ENDIAN);
    header.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) (padded - prefix));
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  private static MemorySegment rounded(Array array) {
    long elements = array.type.elements();
    MemorySegment floats = Arena.ofAuto().allocate(elements * Float.BYTES, Float.BYTES);
    for (long i = 0; i < elements; i++) {
      double value = array.bytes.getAtIndex(ValueLayout.JAVA_DOUBLE_UNALIGNED, i);
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) value);
    }
    return floats;
  }
}
