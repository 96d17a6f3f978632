package dev.culebra.data;

import dev.culebra.files.UserError;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Data sets by name or path, as a command line gives them. */
public final class Datasets {
  private static final String PATHS =
      "a folder of IDX files, of PNG or JPEG pictures or of texts, a .npy file, or a file of the"
          + " CMU dictionary";

  private Datasets() {}

  /** The names that need no path. */
  public static List<String> names() {
    return List.of("mnist", "fashion-mnist", "lines", "emoji", "cmudict");
  }

  /**
   * Opens a data set for training and test.
   *
   * @param nameOrPath one of {@link #names()}, a folder of IDX files, a folder of pictures, a
   *     folder of texts ({@link BagOfWords}), a run with {@link Codes}, a file of the CMU
   *     dictionary, or a {@code .npy} file, of which one sample in ten is held out
   * @param images what to do with pictures; unused by the other sources
   * @param texts which words of texts count; unused by the other sources
   * @throws UserError if there is no such thing, or it cannot be read
   */
  public static Split open(
      String nameOrPath, ImageFolder.Options images, BagOfWords.Options texts) {
    if (nameOrPath.equals("mnist")) {
      return Mnist.open();
    }
    if (nameOrPath.equals("fashion-mnist")) {
      return FashionMnist.open();
    }
    if (nameOrPath.equals("lines")) {
      return Lines.open();
    }
    if (nameOrPath.equals("cmudict")) {
      return CmuDict.open(nameOrPath).samples(nameOrPath);
    }
    if (nameOrPath.equals("emoji")) {
      return Emoji.open(images);
    }
    Path path = existing(nameOrPath);
    if (CmuDict.isFile(nameOf(path)) && !Files.isDirectory(path)) {
      return CmuDict.open(nameOrPath).samples(nameOf(path));
    }
    if (Codes.areIn(path)) {
      return Codes.read(path);
    }
    if (!Files.isDirectory(path)) {
      return FloatArrays.split(file(path, images));
    }
    if (Idx.isFolder(path)) {
      return Idx.folder(nameOf(path), path, List.of());
    }
    return isTexts(path) ? BagOfWords.open(path, texts).split() : ImageFolder.open(path, images);
  }

  /** With {@link BagOfWords.Options#STANDARD} for texts. */
  public static Split open(String nameOrPath, ImageFolder.Options images) {
    return open(nameOrPath, images, BagOfWords.Options.STANDARD);
  }

  /** As {@link #open(String, ImageFolder.Options)}, pictures as they are. */
  public static Split open(String nameOrPath) {
    return open(nameOrPath, ImageFolder.Options.AS_THEY_ARE);
  }

  /** Whether a path is a run whose codes are written down. */
  public static boolean areCodes(String nameOrPath) {
    return !names().contains(nameOrPath) && Codes.areIn(existing(nameOrPath));
  }

  /** Whether a path is a folder whose files are read as texts: it has files, and no pictures. */
  public static boolean isTexts(Path path) {
    return Files.isDirectory(path)
        && !Idx.isFolder(path)
        && !Codes.areIn(path)
        && !ImageFolder.hasPictures(path)
        && !BagOfWords.paths(path).isEmpty();
  }

  /**
   * All samples of a file or folder, unsplit: a {@code .npy} file, IDX images, a picture, a folder
   * of pictures.
   *
   * @throws UserError if there is no such thing, or it cannot be read
   */
  public static Dataset samples(String path, ImageFolder.Options images) {
    Path found = existing(path);
    return Files.isDirectory(found) ? ImageFolder.samples(found, images) : file(found, images);
  }

  private static Dataset file(Path file, ImageFolder.Options images) {
    String name = file.getFileName().toString();
    if (name.endsWith(".npy")) {
      return Npy.samples(file);
    }
    if (name.endsWith("-ubyte") || name.endsWith("-ubyte.gz")) {
      return Idx.images(file);
    }
    if (ImageFolder.isPicture(name)) {
      return ImageFolder.picture(file, images);
    }
    throw new UserError(file + ": not a kind of data Culebra reads; give " + PATHS);
  }

  /**
   * The path of what exists.
   *
   * @throws UserError if nothing does
   */
  public static Path existing(String nameOrPath) {
    try {
      Path path = Path.of(nameOrPath);
      if (!nameOrPath.isEmpty() && Files.exists(path)) {
        return path;
      }
    } catch (InvalidPathException noPath) {
      throw unknown(nameOrPath);
    }
    throw unknown(nameOrPath);
  }

  private static UserError unknown(String nameOrPath) {
    return new UserError(
        "data '"
            + nameOrPath
            + "': no data set or path of that name; there are "
            + String.join(", ", names())
            + ", or give "
            + PATHS);
  }

  private static String nameOf(Path folder) {
    return folder.toAbsolutePath().normalize().getFileName().toString();
  }
}
