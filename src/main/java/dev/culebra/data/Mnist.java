package dev.culebra.data;

import dev.culebra.files.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * MNIST: 60,000 + 10,000 handwritten digits, 28 x 28 grey, embedded in the checkout under {@code
 * src/data/mnist} and checked by hash. LeCun and Cortes; LeCun, Bottou, Bengio, Haffner 1998.
 */
public final class Mnist {
  /** System property that names the checkout; the launcher sets it. */
  public static final String HOME = "culebra.home";

  private static final Path INSIDE = Path.of("src", "data", "mnist");

  /** SHA-256 of the content without gzip, which is the same whoever compressed it. */
  private static final Map<String, String> CONTENT =
      Map.of(
          "train-images", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
          "train-labels", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
          "t10k-images", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
          "t10k-labels", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private static final List<String> DIGITS =
      List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

  private Mnist() {}

  /**
   * The data set of the checkout.
   *
   * @throws UserError if the checkout is not found or a file is not the original
   */
  public static Split open() {
    return open(embedded());
  }

  static Split open(Path folder) {
    return Idx.folder("mnist", folder, DIGITS, Mnist::check);
  }

  private static void check(Path file, byte[] content) {
    String name = file.getFileName().toString().replaceFirst("[-.]idx.*", "");
    String hash = Sha256.hex(content);
    if (!hash.equals(CONTENT.get(name))) {
      throw new UserError(
          file
              + ": content has SHA-256 "
              + hash
              + " instead of MNIST's; restore it (git checkout -- src/data/mnist)");
    }
  }

  private static Path embedded() {
    String home = System.getProperty(HOME);
    if (home != null) {
      Path folder = Path.of(home).resolve(INSIDE);
      if (Files.isDirectory(folder)) {
        return folder;
      }
      throw new UserError(
          folder + ": no such folder; point -D" + HOME + " at Culebra's checkout or give a folder");
    }
    Path folder = WorkingFolder.nearest(INSIDE);
    if (folder != null) {
      return folder;
    }
    throw new UserError(
        "mnist: no folder "
            + INSIDE
            + " in "
            + Path.of("").toAbsolutePath()
            + " or above; run inside Culebra's checkout, set -D"
            + HOME
            + "=CHECKOUT, or give a folder with the IDX files");
  }
}
