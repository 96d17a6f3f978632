package dev.culebra.eval;

import dev.culebra.data.LineDrawing;
import java.util.Arrays;

/**
 * True lines kept as the few pixels they light, some 40 of 1,024. With signed pixels {@code 2·c−1}
 * of a line and {@code u} of a frame, {@code u·v = 2·Σ_lit u_i·c_i − Σ u_i}: the search costs a
 * twenty-fifth of a dense matrix product, so that float64 is affordable.
 */
final class LitLines {
  /** Frames searched together: a line's pixels are read once for all of them. */
  static final int FRAMES = 64;

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

  /** Fills distance and angle of the frames from {@code begin} to {@code end}, at most FRAMES. */
  void nearest(float[] frames, int begin, int end, double[] distances, double[] angles) {
    double[] columns = new double[pixels * FRAMES];
    double[] sums = new double[FRAMES];
    double[] squares = new double[FRAMES];
    for (int frame = begin; frame < end; frame++) {
      int lane = frame - begin;
      for (int pixel = 0; pixel < pixels; pixel++) {
        double value = frames[frame * pixels + pixel];
        columns[pixel * FRAMES + lane] = value;
        sums[lane] += value;
        squares[lane] += value * value;
      }
    }
    double[] best = new double[FRAMES];
    int[] nearest = new int[FRAMES];
    search(columns, sums, best, nearest);
    for (int frame = begin; frame < end; frame++) {
      int lane = frame - begin;
      distances[frame] = 1 - best[lane] / Math.sqrt(squares[lane]);
      angles[frame] = angle(nearest[lane], norms.length);
    }
  }

  /** The largest {@code u·v/|v|} of each frame and its line. */
  private void search(double[] columns, double[] sums, double[] best, int[] nearest) {
    double[] products = new double[FRAMES];
    for (int line = 0; line < norms.length; line++) {
      Arrays.fill(products, 0);
      for (int i = begins[line]; i < begins[line + 1]; i++) {
        addScaled(products, coverage[i], columns, lit[i] * FRAMES);
      }
      double norm = norms[line];
      for (int lane = 0; lane < FRAMES; lane++) {
        double cosine = (2 * products[lane] - sums[lane]) / norm;
        if (cosine > best[lane] || line == 0) {
          best[lane] = cosine;
          nearest[lane] = line;
        }
      }
    }
  }

  private static void addScaled(double[] total, double scale, double[] values, int begin) {
    for (int lane = 0; lane < FRAMES; lane++) {
      total[lane] += scale * values[begin + lane];
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
