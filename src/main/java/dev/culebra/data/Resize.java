package dev.culebra.data;

/**
 * Resizes square pictures by a triangle filter along each axis in turn; shrinking widens the
 * filter, so that every pixel of the source counts. The same in every JDK, which Java2D does not
 * promise.
 */
final class Resize {
  private final int from;
  private final int to;
  private final int[] first;
  private final double[][] weights;

  Resize(int from, int to) {
    this.from = from;
    this.to = to;
    this.first = new int[to];
    this.weights = new double[to][];
    double scale = (double) from / to;
    double reach = Math.max(scale, 1);
    for (int target = 0; target < to; target++) {
      double centre = (target + 0.5) * scale;
      int begin = Math.max(0, (int) Math.floor(centre - reach));
      int end = Math.min(from, (int) Math.ceil(centre + reach));
      double[] row = new double[end - begin];
      double sum = 0;
      for (int i = 0; i < row.length; i++) {
        row[i] = Math.max(0, 1 - Math.abs(begin + i + 0.5 - centre) / reach);
        sum += row[i];
      }
      for (int i = 0; i < row.length; i++) {
        row[i] /= sum;
      }
      first[target] = begin;
      weights[target] = row;
    }
  }

  Pixels apply(Pixels source) {
    int channels = source.channels();
    double[] values = new double[source.values().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = source.values()[i] & 0xff;
    }
    double[] small = middle(middle(values, from, channels), 1, to * channels);
    byte[] rounded = new byte[small.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = (byte) Math.clamp(Math.round(small[i]), 0, 255);
    }
    return new Pixels(to, to, channels, rounded);
  }

  /** Filters the middle axis: [outer, from, inner] becomes [outer, to, inner]. */
  private double[] middle(double[] source, int outer, int inner) {
    double[] result = new double[outer * to * inner];
    int next = 0;
    for (int line = 0; line < outer; line++) {
      for (int target = 0; target < to; target++) {
        int begin = (line * from + first[target]) * inner;
        for (int value = 0; value < inner; value++) {
          double sum = 0;
          for (int i = 0; i < weights[target].length; i++) {
            sum += weights[target][i] * source[begin + i * inner + value];
          }
          result[next++] = sum;
        }
      }
    }
    return result;
  }
}
