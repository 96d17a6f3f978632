package dev.culebra.eval;

import dev.culebra.files.AtomicFiles;
import dev.culebra.shape.Shape;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Images in rows on a page with a margin, a title and a line of explanation. Small images are
 * enlarged by whole factors, each pixel a square, so that nothing is shown that is not there.
 */
final class Grid {
  /** An image is enlarged as long as its longer side stays within this. */
  private static final int TARGET = 84;

  private static final int MARGIN = 20;
  private static final int GAP = 4;
  private static final int TITLE_HEIGHT = 48;

  /** Between groups of rows that belong together. */
  private static final int GROUP_GAP = 14;

  private static final Color PAPER = Color.WHITE;
  private static final Color INK = new Color(0x22, 0x22, 0x22);
  private static final Color FADED = new Color(0x70, 0x70, 0x70);

  private final Shape sample;
  private final int columns;
  private final int rows;
  private final int rowsPerGroup;
  private final int scale;
  private final int top;
  private final BufferedImage page;

  /**
   * @param sample shape of one image, {@code [H,W,C]}
   * @param rowsPerGroup rows after which a wider gap follows
   * @param title the heading
   * @param caption what there is to see
   */
  Grid(Shape sample, int rows, int columns, int rowsPerGroup, String title, String caption) {
    this.sample = sample;
    this.rows = rows;
    this.columns = columns;
    this.rowsPerGroup = rowsPerGroup;
    this.scale = Math.max(1, TARGET / Math.max(sample.size(0), sample.size(1)));
    boolean hasText = Fonts.refusal() == null;
    this.top = MARGIN + (hasText ? TITLE_HEIGHT : 0);
    int width = columns * (cellWidth() + GAP) - GAP;
    int height = y(rows - 1) + cellHeight() + MARGIN;
    int textWidth = hasText ? textWidth(title, caption) : 0;
    page =
        new BufferedImage(
            Math.max(width, textWidth) + 2 * MARGIN, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = page.createGraphics();
    graphics.setColor(PAPER);
    graphics.fillRect(0, 0, page.getWidth(), page.getHeight());
    if (hasText) {
      write(graphics, title, caption);
    }
    graphics.dispose();
  }

  /** Draws image number {@code index} of dense float32 images into a cell. */
  void draw(int row, int column, float[] images, int index) {
    int height = sample.size(0);
    int width = sample.size(1);
    int channels = sample.size(2);
    int begin = index * Math.toIntExact(sample.elements());
    for (int y = 0; y < height * scale; y++) {
      for (int x = 0; x < width * scale; x++) {
        int pixel = begin + (y / scale * width + x / scale) * channels;
        int red = level(images[pixel]);
        int green = channels < 3 ? red : level(images[pixel + 1]);
        int blue = channels < 3 ? red : level(images[pixel + 2]);
        page.setRGB(x(column) + x, y(row) + y, red << 16 | green << 8 | blue);
      }
    }
  }

  /** Writes the page as PNG; atomic. */
  void save(Path file) {
    save(page, file);
  }

  static void save(BufferedImage image, Path file) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Given a stream of another kind it would make a cache file, and leave it where it is killed.
    try (ImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", stream)) {
        throw new IllegalStateException("[figures] this JDK has no writer for PNG");
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    AtomicFiles.write(file, bytes.toByteArray());
  }

  /** Columns that make {@code count} images a page about as tall as wide, or somewhat wider. */
  static int columnsFor(int count) {
    int side = (int) Math.ceil(Math.sqrt(count));
    for (int columns = side; columns <= 2 * side; columns++) {
      if (count % columns == 0) {
        return columns;
      }
    }
    return side;
  }

  private static int level(float value) {
    return Float.isNaN(value) ? 0 : Math.round(Math.clamp(value, 0f, 1f) * 255);
  }

  private int cellWidth() {
    return sample.size(1) * scale;
  }

  private int cellHeight() {
    return sample.size(0) * scale;
  }

  private int x(int column) {
    return MARGIN + column * (cellWidth() + GAP);
  }

  private int y(int row) {
    return top + row * (cellHeight() + GAP) + row / rowsPerGroup * (GROUP_GAP - GAP);
  }

  private static int textWidth(String title, String caption) {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    try {
      return Math.max(
          graphics.getFontMetrics(Fonts.TITLE).stringWidth(title),
          graphics.getFontMetrics(Fonts.CAPTION).stringWidth(caption));
    } finally {
      graphics.dispose();
    }
  }

  private static void write(Graphics2D graphics, String title, String caption) {
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setColor(INK);
    graphics.setFont(Fonts.TITLE);
    graphics.drawString(title, MARGIN, MARGIN + 13);
    graphics.setColor(FADED);
    graphics.setFont(Fonts.CAPTION);
    graphics.drawString(caption, MARGIN, MARGIN + 33);
  }
}
