package dev.culebra.data;

import dev.culebra.files.FileProblem;
import dev.culebra.files.UserError;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;

/**
 * A folder of PNG and JPEG pictures, in the order of their paths. Pictures in sub-folders have the
 * name of the first sub-folder as their class. With sub-folders {@code train} and {@code test}
 * these are the split; otherwise one picture in ten is held out by a hash of its path. Turning
 * marks of cameras are not obeyed.
 */
public final class ImageFolder {
  /**
   * What to do with the pictures.
   *
   * @param size side of the square to crop from the middle and resize to; 0 to take them as they
   *     are
   * @param channels 1 for grey, 3 for colour; 0 to take them as they are
   */
  public record Options(int size, int channels) {
    public static final Options AS_THEY_ARE = new Options(0, 0);

    public Options {
      if (size < 0 || size > 8192 || (channels != 0 && channels != 1 && channels != 3)) {
        throw new UserError(
            "images: size %d, channels %d; size is 0 to 8192, channels are 0, 1 or 3"
                .formatted(size, channels));
      }
    }
  }

  private ImageFolder() {}

  /**
   * The pictures of a folder, split into training and test.
   *
   * @throws UserError if there are none, one cannot be read, or their sizes differ
   */
  public static Split open(Path folder, Options options) {
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    if (!Files.isDirectory(train) || !Files.isDirectory(test)) {
      List<String> paths = List.copyOf(existing(folder).keySet());
      return Split.heldOut(samples(folder, options), paths::get);
    }
    SequencedMap<String, Path> learned = existing(train);
    SequencedMap<String, Path> held = existing(test);
    List<String> classes =
        FileTree.classes(Stream.concat(learned.keySet().stream(), held.keySet().stream()));
    return new Split(load(folder, learned, classes, options), load(folder, held, classes, options));
  }

  /**
   * All pictures of a folder.
   *
   * @throws UserError as {@link #open}
   */
  public static Dataset samples(Path folder, Options options) {
    SequencedMap<String, Path> files = existing(folder);
    return load(folder, files, FileTree.classes(files.keySet().stream()), options);
  }

  /**
   * A single picture as a data set of one sample.
   *
   * @throws UserError if it cannot be read
   */
  public static Dataset picture(Path file, Options options) {
    SequencedMap<String, Path> one = new TreeMap<>();
    one.put(file.getFileName().toString(), file);
    return load(file, one, List.of(), options);
  }

  private static Dataset load(
      Path source, SequencedMap<String, Path> files, List<String> classes, Options options) {
    Pixels model = null;
    Path modelFile = null;
    MemorySegment samples = null;
    int[] labels = classes.isEmpty() ? null : new int[files.size()];
    int index = 0;
    for (var entry : files.entrySet()) {
      Pixels pixels = decode(entry.getValue());
      int channels = options.channels != 0 ? options.channels : pixels.channels();
      Pixels fitted = pixels.withChannels(channels);
      fitted = options.size == 0 ? fitted : fitted.square(options.size);
      if (model == null) {
        model = fitted;
        modelFile = entry.getValue();
        samples = Arena.ofAuto().allocate((long) files.size() * model.values().length);
      }
      checkLikeness(entry.getValue(), fitted, modelFile, model);
      long row = (long) index * model.values().length;
      MemorySegment.copy(
          fitted.values(), 0, samples, ValueLayout.JAVA_BYTE, row, fitted.values().length);
      if (labels != null) {
        labels[index] = Collections.binarySearch(classes, FileTree.className(entry.getKey()));
      }
      index++;
    }
    Shape sample = Shape.of(model.height(), model.width(), model.channels());
    String name = source.toAbsolutePath().normalize().getFileName().toString();
    return new Dataset(name, new TensorType(DType.U8, sample), samples, labels, classes);
  }

  private static void checkLikeness(Path file, Pixels pixels, Path modelFile, Pixels model) {
    if (pixels.channels() != model.channels()) {
      throw new UserError(
          "%s: has %d channels, %s has %d; choose 1 (grey) or 3 (colour) channels for all"
              .formatted(file, pixels.channels(), modelFile.getFileName(), model.channels()));
    }
    if (pixels.height() != model.height() || pixels.width() != model.width()) {
      throw new UserError(
          "%s: is %s (height x width x channels), %s is %s; choose a size to crop and resize all to"
              .formatted(file, pixels.size(), modelFile.getFileName(), model.size()));
    }
  }

  private static Pixels decode(Path file) {
    try (InputStream stream = Files.newInputStream(file)) {
      var image = ImageIO.read(stream);
      if (image == null) {
        throw broken(file, "is no PNG or JPEG inside", null);
      }
      return Pixels.of(image);
    } catch (IIOException problem) {
      throw broken(file, "cannot be decoded (" + problem.getMessage() + ")", problem);
    } catch (EOFException problem) {
      throw broken(file, "ends early", problem);
    } catch (IOException problem) {
      throw FileProblem.reading(file, problem);
    } catch (RuntimeException problem) {
      // Decoders meet broken files with whatever they stumble over.
      if (problem instanceof UserError error) {
        throw error;
      }
      throw broken(file, "cannot be decoded (" + problem + ")", problem);
    }
  }

  private static UserError broken(Path file, String fact, Exception cause) {
    return new UserError(file + ": " + fact + "; replace it or take it out of the folder", cause);
  }

  private static SequencedMap<String, Path> existing(Path folder) {
    SequencedMap<String, Path> found = FileTree.files(folder, ImageFolder::isPicture);
    if (found.isEmpty()) {
      throw new UserError(folder + ": no .png, .jpg or .jpeg in it; give a folder of pictures");
    }
    return found;
  }

  /** Whether there is a picture below a folder. */
  static boolean hasPictures(Path folder) {
    return !FileTree.files(folder, ImageFolder::isPicture).isEmpty();
  }

  static boolean isPicture(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !name.startsWith(".")
        && (lower.endsWith(".png") || lower.endsWith(".jpg") || lower.endsWith(".jpeg"));
  }
}
