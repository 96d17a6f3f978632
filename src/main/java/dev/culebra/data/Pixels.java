package dev.culebra.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * A decoded picture as bytes in HWC order, 1 channel (grey) or 3 (red, green, blue). Transparent
 * parts show white.
 */
record Pixels(int height, int width, int channels, byte[] values) {
  static Pixels of(BufferedImage image) {
    return isGrey(image.getColorModel()) ? grey(image) : colour(image);
  }

  /** This picture with 1 or 3 channels; grey by the luma of ITU-R BT.601. */
  Pixels withChannels(int wanted) {
    if (wanted == channels) {
      return this;
    }
    int count = height * width;
    byte[] other = new byte[count * wanted];
    for (int pixel = 0; pixel < count; pixel++) {
      if (wanted == 1) {
        int red = values[pixel * 3] & 0xff;
        int green = values[pixel * 3 + 1] & 0xff;
        int blue = values[pixel * 3 + 2] & 0xff;
        other[pixel] = (byte) ((299 * red + 587 * green + 114 * blue + 500) / 1000);
      } else {
        other[pixel * 3] = other[pixel * 3 + 1] = other[pixel * 3 + 2] = values[pixel];
      }
    }
    return new Pixels(height, width, wanted, other);
  }

  /** The largest centred square, resized to {@code size} by {@code size}. */
  Pixels square(int size) {
    int side = Math.min(height, width);
    Pixels cropped = crop((height - side) / 2, (width - side) / 2, side);
    return side == size ? cropped : new Resize(side, size).apply(cropped);
  }

  /** For example {@code 32x28x3}: height, width, channels. */
  String size() {
    return height + "x" + width + "x" + channels;
  }

  private Pixels crop(int top, int left, int side) {
    if (side == height && side == width) {
      return this;
    }
    byte[] square = new byte[side * side * channels];
    for (int y = 0; y < side; y++) {
      int from = ((top + y) * width + left) * channels;
      System.arraycopy(values, from, square, y * side * channels, side * channels);
    }
    return new Pixels(side, side, channels, square);
  }

  private static boolean isGrey(ColorModel model) {
    if (!(model instanceof IndexColorModel palette)) {
      return model.getNumColorComponents() == 1;
    }
    for (int i = 0; i < palette.getMapSize(); i++) {
      if (palette.getRed(i) != palette.getGreen(i) || palette.getRed(i) != palette.getBlue(i)) {
        return false;
      }
    }
    return true;
  }

  // Grey samples are read from the raster, because getRGB would pass them through a gamma curve.
  private static Pixels grey(BufferedImage image) {
    Raster raster = image.getRaster();
    ColorModel model = image.getColorModel();
    byte[] values = new byte[raster.getHeight() * raster.getWidth()];
    int most = (1 << model.getComponentSize(0)) - 1;
    for (int y = 0, pixel = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++, pixel++) {
        if (model instanceof IndexColorModel palette) {
          int index = raster.getSample(x, y, 0);
          values[pixel] = overWhite(palette.getRed(index), palette.getAlpha(index));
        } else {
          int alpha = model.hasAlpha() ? raster.getSample(x, y, 1) * 255 / most : 255;
          values[pixel] = overWhite((raster.getSample(x, y, 0) * 255 + most / 2) / most, alpha);
        }
      }
    }
    return new Pixels(raster.getHeight(), raster.getWidth(), 1, values);
  }

  private static Pixels colour(BufferedImage image) {
    byte[] values = new byte[image.getHeight() * image.getWidth() * 3];
    int[] row = new int[image.getWidth()];
    int next = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, row.length, 1, row, 0, row.length);
      for (int argb : row) {
        int alpha = argb >>> 24;
        values[next++] = overWhite(argb >>> 16 & 0xff, alpha);
        values[next++] = overWhite(argb >>> 8 & 0xff, alpha);
        values[next++] = overWhite(argb & 0xff, alpha);
      }
    }
    return new Pixels(image.getHeight(), image.getWidth(), 3, values);
  }

  private static byte overWhite(int value, int alpha) {
    return (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
  }
}
