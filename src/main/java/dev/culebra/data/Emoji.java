package dev.culebra.data;

import dev.culebra.files.UserError;
import java.nio.file.Path;

/**
 * Some 3,800 coloured pictures of 64 x 64, Google's emoji, as npm's package emoji-datasource-google
 * has them; one in ten is held out. A few files are grey and count as coloured unless grey is asked
 * for. https://github.com/iamcal/emoji-data
 */
final class Emoji {
  private static final Path INSIDE =
      Path.of("node_modules", "emoji-datasource-google", "img", "google", "64");

  private Emoji() {}

  /**
   * The pictures.
   *
   * @throws UserError if they are not installed, or cannot be read
   */
  static Split open(ImageFolder.Options options) {
    Path folder = WorkingFolder.nearest(INSIDE);
    if (folder == null) {
      throw new UserError(
          "emoji: no folder "
              + INSIDE
              + " in "
              + Path.of("").toAbsolutePath()
              + " or above; npm install emoji-datasource-google");
    }
    return ImageFolder.open(
        folder, options.channels() == 0 ? new ImageFolder.Options(options.size(), 3) : options);
  }
}
