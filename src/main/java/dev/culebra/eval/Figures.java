package dev.culebra.eval;

import dev.culebra.shape.Shape;
import java.nio.file.Path;
import java.util.List;

/**
 * The pictures of a run, as PNG, written whole or not at all. Images are dense float32 {@code
 * [N,H,W,C]} in [0, 1], what is outside is clamped; one or two channels show as grey (the first),
 * three or more as red, green and blue (the first three).
 */
public final class Figures {
  private Figures() {}

  /**
   * Images in a grid.
   *
   * @param title the heading, for example {@code vae on mnist}
   * @param caption what there is to see
   * @throws IllegalArgumentException if {@code images} is not a whole number of images
   * @throws dev.culebra.files.UserError if the file cannot be written
   */
  public static void page(Path file, String title, String caption, float[] images, Shape sample) {
    page(file, title, caption, images, sample, Grid.columnsFor(count(images, sample)));
  }

  /** Images in a grid of so many columns. */
  public static void page(
      Path file, String title, String caption, float[] images, Shape sample, int columns) {
    int count = count(images, sample);
    int rows = (count + columns - 1) / columns;
    Grid grid = new Grid(sample, rows, columns, rows, title, caption);
    for (int i = 0; i < count; i++) {
      grid.draw(i / columns, i % columns, images, i);
    }
    grid.save(file);
  }

  /** Originals, each with its reconstruction below; two rows a group. */
  public static void reconstructions(
      Path file, String title, float[] originals, float[] reconstructions, Shape sample) {
    String caption = "above: held-out images; below: their reconstructions";
    versions(file, title, caption, List.of(originals, reconstructions), sample);
  }

  /**
   * Several versions of the same images, one below the other.
   *
   * @param versions the same number of images each
   */
  public static void versions(
      Path file, String title, String caption, List<float[]> versions, Shape sample) {
    int count = count(versions.getFirst(), sample);
    int rows = versions.size();
    int columns = Math.min(count, 12);
    int groups = (count + columns - 1) / columns;
    Grid grid = new Grid(sample, rows * groups, columns, rows, title, caption);
    for (int version = 0; version < rows; version++) {
      float[] images = versions.get(version);
      if (images.length != versions.getFirst().length) {
        throw new IllegalArgumentException(
            "[figures] "
                + versions.getFirst().length
                + " floats in one, "
                + images.length
                + " in another version");
      }
      for (int i = 0; i < count; i++) {
        grid.draw(i / columns * rows + version, i % columns, images, i);
      }
    }
    grid.save(file);
  }

  /** Ways from one image to another, one a row. */
  public static void interpolations(Path file, String title, List<float[]> ways, Shape sample) {
    int columns = count(ways.getFirst(), sample);
    Grid grid =
        new Grid(
            sample,
            ways.size(),
            columns,
            1,
            title,
            "each row: straight through the latent space, from left to right");
    for (int row = 0; row < ways.size(); row++) {
      for (int column = 0; column < count(ways.get(row), sample); column++) {
        grid.draw(row, column, ways.get(row), column);
      }
    }
    grid.save(file);
  }

  /** Why pictures come without text here, with the cure; null if they do not. */
  public static String textRefusal() {
    return Fonts.refusal();
  }

  private static int count(float[] images, Shape sample) {
    long elements = sample.elements();
    if (sample.rank() != 3 || images.length == 0 || images.length % elements != 0) {
      throw new IllegalArgumentException(
          "[figures] " + images.length + " floats are no whole number of images " + sample);
    }
    return Math.toIntExact(images.length / elements);
  }
}
