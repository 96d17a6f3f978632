package dev.culebra.data;

import dev.culebra.files.FileProblem;
import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The IDX format of MNIST: two zero bytes, the element type, the number of axes, the axes' sizes as
 * big-endian integers, then the elements. Unsigned bytes only; gzip or plain.
 * http://yann.lecun.com/exdb/mnist/
 */
public final class Idx {
  private static final int UNSIGNED_BYTE = 0x08;

  private Idx() {}

  /** An array of unsigned bytes; {@code bytes} holds just the elements. */
  record Bytes(int[] sizes, MemorySegment bytes) {}

  /** Sees the decompressed content of each file before it is believed. */
  @FunctionalInterface
  interface Check {
    void accept(Path file, byte[] content);
  }

  /** Whether a folder holds images in this format. */
  public static boolean isFolder(Path folder) {
    return find(folder, "train-images", "idx3") != null
        || find(folder, "t10k-images", "idx3") != null;
  }

  /**
   * The four files {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code
   * t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte} of a folder, each possibly {@code
   * .gz}.
   *
   * @throws UserError if one is absent, damaged, or does not fit the others
   */
  public static Split folder(String name, Path folder, List<String> classNames) {
    return folder(name, folder, classNames, (_, _) -> {});
  }

  static Split folder(String name, Path folder, List<String> classNames, Check check) {
    return new Split(
        part(name, folder, "train", classNames, check),
        part(name, folder, "t10k", classNames, check));
  }

  /**
   * The images of one file as a data set without labels.
   *
   * @throws UserError if the file is absent or damaged
   */
  public static Dataset images(Path file) {
    Bytes images = parse(file, content(file));
    return new Dataset(
        file.getFileName().toString(), type(file, images), images.bytes, null, List.of());
  }

  private static Dataset part(
      String name, Path folder, String part, List<String> classNames, Check check) {
    Path imageFile = existing(folder, part + "-images", "idx3");
    Path labelFile = existing(folder, part + "-labels", "idx1");
    Bytes images = read(imageFile, check);
    Bytes labels = read(labelFile, check);
    if (labels.sizes.length != 1) {
      throw new UserError(
          labelFile
              + ": labels have 1 axis, this has "
              + labels.sizes.length
              + "; take the labels of this data set");
    }
    if (images.sizes[0] != labels.sizes[0]) {
      throw new UserError(
          labelFile
              + ": "
              + labels.sizes[0]
              + " labels for the "
              + images.sizes[0]
              + " images of "
              + imageFile.getFileName()
              + "; take both files from the same source");
    }
    int[] numbers = new int[labels.sizes[0]];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = labels.bytes.get(ValueLayout.JAVA_BYTE, i) & 0xff;
      if (!classNames.isEmpty() && numbers[i] >= classNames.size()) {
        throw new UserError(
            "%s: sample %d has label %d, there are %d classes; take the labels of this data set"
                .formatted(labelFile, i, numbers[i], classNames.size()));
      }
    }
    return new Dataset(name, type(imageFile, images), images.bytes, numbers, classNames);
  }

  // Grey images come without a channel axis.
  private static TensorType type(Path file, Bytes images) {
    Shape all = Shape.of(images.sizes);
    if (all.rank() < 2 || all.elements() == 0) {
      throw new UserError(
          file
              + ": images need a count and a size that is not 0, this is "
              + all
              + "; give images");
    }
    Shape sample = all.range(1, all.rank());
    return new TensorType(DType.U8, all.rank() == 3 ? sample.append(1) : sample);
  }

  private static Bytes read(Path file, Check check) {
    byte[] content = content(file);
    check.accept(file, content);
    return parse(file, content);
  }

  static Bytes parse(Path file, byte[] content) {
    ByteBuffer header = ByteBuffer.wrap(content);
    if (content.length < 4) {
      throw truncated(file, "only " + content.length + " bytes long");
    }
    int magic = header.getInt();
    int axes = magic & 0xff;
    if (magic >>> 16 != 0 || axes == 0) {
      throw new UserError(
          "%s: magic number 0x%08x is not that of IDX (0x00000801 to 0x000008ff); give an IDX file"
              .formatted(file, magic));
    }
    if ((magic >>> 8 & 0xff) != UNSIGNED_BYTE) {
      throw new UserError(
          "%s: element type 0x%02x is not unsigned byte (0x08); convert it, for example to .npy"
              .formatted(file, magic >>> 8 & 0xff));
    }
    long begin = 4L + 4L * axes;
    if (content.length < begin) {
      throw truncated(file, "its header ends early");
    }
    int[] sizes = new int[axes];
    long elements = 1;
    for (int axis = 0; axis < axes; axis++) {
      sizes[axis] = header.getInt();
      if (sizes[axis] < 0 || (elements *= sizes[axis]) > Integer.MAX_VALUE) {
        throw truncated(file, "its header claims 2 GiB or more");
      }
    }
    long present = content.length - begin;
    if (present != elements) {
      String fact = Shape.of(sizes) + " needs " + elements + " bytes, the file has " + present;
      throw truncated(file, fact);
    }
    return new Bytes(sizes, MemorySegment.ofArray(content).asSlice(begin));
  }

  static byte[] content(Path file) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream plain = isGzip(file) ? new GZIPInputStream(raw, 1 << 16) : raw) {
      return plain.readAllBytes();
    } catch (EOFException early) {
      throw truncated(file, "its gzip stream ends early");
    } catch (ZipException broken) {
      throw truncated(file, "its gzip stream is broken (" + broken.getMessage() + ")");
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    }
  }

  private static boolean isGzip(Path file) {
    return file.getFileName().toString().endsWith(".gz");
  }

  private static Path existing(Path folder, String begin, String kind) {
    Path file = find(folder, begin, kind);
    if (file == null) {
      throw new UserError(
          folder
              + ": no file "
              + begin
              + "-"
              + kind
              + "-ubyte or .gz in it; put all four IDX files there");
    }
    return file;
  }

  // Unpackers disagree whether a dot or a dash goes before "idx".
  private static Path find(Path folder, String begin, String kind) {
    return Stream.of("-", ".")
        .map(separator -> begin + separator + kind + "-ubyte")
        .flatMap(name -> Stream.of(name + ".gz", name))
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .findFirst()
        .orElse(null);
  }

  private static UserError truncated(Path file, String fact) {
    return new UserError(file + ": " + fact + "; the file is damaged, download it again");
  }
}
