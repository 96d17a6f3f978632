package dev.culebra.eval;

/**
 * Peak signal-to-noise ratio of pixels in [0, 1]: {@code −10·log₁₀ mean((x − y)²)}, in decibels.
 */
public final class Psnr {
  private Psnr() {}

  /**
   * The mean over images.
   *
   * @param images dense, one after the other
   * @param others as many
   * @param size elements of an image
   * @return infinite if two images are equal
   */
  public static double mean(float[] images, float[] others, int size) {
    if (images.length != others.length || images.length == 0 || images.length % size != 0) {
      throw new IllegalArgumentException(
          "[psnr] " + images.length + " and " + others.length + " floats in images of " + size);
    }
    int count = images.length / size;
    double total = 0;
    for (int image = 0; image < count; image++) {
      double square = 0;
      for (int i = image * size; i < (image + 1) * size; i++) {
        double difference = (double) images[i] - others[i];
        square += difference * difference;
      }
      total -= 10 * Math.log10(square / size);
    }
    return total / count;
  }
}
