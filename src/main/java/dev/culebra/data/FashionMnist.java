package dev.culebra.data;

import dev.culebra.files.UserError;
import java.nio.file.Path;
import java.util.List;

/**
 * Fashion-MNIST: 60,000 + 10,000 articles of Zalando, 28 x 28 grey, in MNIST's format. Xiao, Rasul,
 * Vollgraf 2017, https://github.com/zalandoresearch/fashion-mnist
 */
public final class FashionMnist {
  /** Where Debian's package dataset-fashion-mnist puts it. */
  static final Path DEBIAN = Path.of("/usr/share/datasets/fashion-mnist");

  private static final List<String> ARTICLES =
      List.of(
          "t-shirt or top",
          "trouser",
          "pullover",
          "dress",
          "coat",
          "sandal",
          "shirt",
          "sneaker",
          "bag",
          "ankle boot");

  private FashionMnist() {}

  /**
   * The data set where Debian puts it.
   *
   * @throws UserError if it is absent or damaged
   */
  public static Split open() {
    return open(DEBIAN);
  }

  /**
   * The data set in a folder.
   *
   * @throws UserError if it is absent or damaged
   */
  public static Split open(Path folder) {
    if (!Idx.isFolder(folder)) {
      throw new UserError(
          "fashion-mnist: not in "
              + folder
              + "; apt-get install dataset-fashion-mnist, or give a folder with the four IDX"
              + " files");
    }
    return Idx.folder("fashion-mnist", folder, ARTICLES);
  }
}
