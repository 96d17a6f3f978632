package dev.culebra.eval;

import dev.culebra.data.LineDrawing;
import java.util.Arrays;

/**
 * True lines at evenly spaced angles, as signed pixels {@code v = 2·c − 1} of length 1. Kept as the
 * few pixels they light, some 40 of 1,024: {@code u·v = (2·Σ_lit u_i·c_i − Σ u_i) / |v|}.
 */
final class LitLines {
  private final int pixels;
  private final int[] begins;
  private final int[] lit;
  private final double[] coverage;
  private final double[] norms;

  LitLines(LineDrawing drawing, int pixels, int count) {
    this.pixels = pixels;
    begins = new int[count + 1];
    norms = new double[count];
    int[] places = new int[count * pixels / 8];
    double[] shares = new double[places.length];
    int[] next = new int[1];
    for (int line = 0; line < count; line++) {
      drawing.draw(
          angle(line, count),
          (pixel, share) -> {
            places[next[0]] = pixel;
            shares[next[0]++] = share;
          });
      begins[line + 1] = next[0];
      norms[line] = norm(shares, begins[line], next[0]);
    }
    lit = Arrays.copyOf(places, next[0]);
    coverage = Arrays.copyOf(shares, next[0]);
  }

  int count() {
    return norms.length;
  }

  double angle(int line) {
    return angle(line, norms.length);
  }

  /** {@code u·v} of a line with a frame whose pixels begin at a place and add up to {@code sum}. */
  double product(int line, float[] frames, int begin, double sum) {
    double total = 0;
    for (int i = begins[line]; i < begins[line + 1]; i++) {
      total += coverage[i] * frames[begin + lit[i]];
    }
    return (2 * total - sum) / norms[line];
  }

  /**
   * The same for many frames at once.
   *
   * @param columns pixels of all frames, {@code [pixels,frames]}
   * @param sums of each frame's pixels
   * @param products what is filled, {@code [frames]}
   */
  void products(int line, double[] columns, double[] sums, double[] products) {
    Arrays.fill(products, 0);
    for (int i = begins[line]; i < begins[line + 1]; i++) {
      addScaled(products, coverage[i], columns, lit[i] * products.length);
    }
    for (int frame = 0; frame < products.length; frame++) {
      products[frame] = (2 * products[frame] - sums[frame]) / norms[line];
    }
  }

  /** Sum of a line's pixels. */
  double sum(int line) {
    double total = 0;
    for (int i = begins[line]; i < begins[line + 1]; i++) {
      total += coverage[i];
    }
    return (2 * total - pixels) / norms[line];
  }

  /** Length of the difference of two lines. */
  double difference(int left, int right) {
    double[] rest = new double[pixels];
    Arrays.fill(rest, 1 / norms[right] - 1 / norms[left]);
    for (int i = begins[left]; i < begins[left + 1]; i++) {
      rest[lit[i]] += 2 * coverage[i] / norms[left];
    }
    for (int i = begins[right]; i < begins[right + 1]; i++) {
      rest[lit[i]] -= 2 * coverage[i] / norms[right];
    }
    return Math.sqrt(Arrays.stream(rest).map(value -> value * value).sum());
  }

  private static void addScaled(double[] total, double scale, double[] values, int begin) {
    for (int i = 0; i < total.length; i++) {
      total[i] += scale * values[begin + i];
    }
  }

  private double norm(double[] shares, int begin, int end) {
    double square = pixels - (end - begin);
    for (int i = begin; i < end; i++) {
      double signed = 2 * shares[i] - 1;
      square += signed * signed;
    }
    return Math.sqrt(square);
  }

  private static double angle(int line, int count) {
    return 2 * Math.PI * line / count;
  }
}
