package dev.culebra.tensor;

import dev.culebra.math.Philox;
import dev.culebra.op.VqNearest;
import dev.culebra.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Clusters of vectors, to start a codebook with: k-means++ (Arthur and Vassilvitskii 2007), then
 * Lloyd's iterations. The same vectors and seed give the same centres.
 */
public final class KMeans {
  private static final int STREAM = Philox.stream("kmeans");

  private KMeans() {}

  /**
   * @param vectors rows of {@code depth} numbers, at least one row
   * @param depth length of a vector, at least 1
   * @param count how many centres, at least 1; more than different vectors give repeated ones
   * @param iterations at most; fewer if no vector changes its centre
   * @return {@code count} rows of {@code depth} numbers
   * @throws IllegalArgumentException if there is nothing to cluster
   */
  public static float[] centres(float[] vectors, int depth, int count, int iterations, long seed) {
    if (depth < 1 || count < 1 || vectors.length == 0 || vectors.length % depth != 0) {
      throw new IllegalArgumentException(
          "[kmeans] " + count + " centres of " + vectors.length + " numbers in rows of " + depth);
    }
    float[] centres = seeds(vectors, depth, count, seed);
    Tensor rows = Tensor.of(Shape.of(vectors.length / depth, depth), vectors);
    int[] before = null;
    for (int iteration = 0; iteration < iterations; iteration++) {
      Tensor places = Tensor.of(Shape.of(count, depth), centres);
      int[] chosen =
          Tensor.apply(new VqNearest(false), rows, places).data().toArray(ValueLayout.JAVA_INT);
      if (Arrays.equals(chosen, before)) {
        break;
      }
      move(vectors, depth, chosen, centres);
      before = chosen;
    }
    return centres;
  }

  /** Each next centre is a vector drawn with odds of its squared distance to the nearest so far. */
  private static float[] seeds(float[] vectors, int depth, int count, long seed) {
    float[] centres = new float[count * depth];
    double[] distances = new double[vectors.length / depth];
    Arrays.fill(distances, 1);
    for (int centre = 0; centre < count; centre++) {
      int row = draw(distances, (Philox.pair(seed, 0, STREAM, centre) >>> 11) * 0x1p-53);
      System.arraycopy(vectors, row * depth, centres, centre * depth, depth);
      for (int other = 0; other < distances.length; other++) {
        double distance = distance(vectors, other * depth, row * depth, depth);
        distances[other] = centre == 0 ? distance : Math.min(distances[other], distance);
      }
    }
    return centres;
  }

  private static double distance(float[] vectors, int left, int right, int depth) {
    double total = 0;
    for (int j = 0; j < depth; j++) {
      double difference = (double) vectors[left + j] - vectors[right + j];
      total += difference * difference;
    }
    return total;
  }

  /** The place where the running sum of weights passes a share of their total. */
  private static int draw(double[] weights, double share) {
    double total = Arrays.stream(weights).sum();
    if (total == 0) {
      return (int) (share * weights.length);
    }
    double rest = share * total;
    int last = 0;
    for (int i = 0; i < weights.length; i++) {
      if (weights[i] > 0) {
        last = i;
        rest -= weights[i];
        if (rest < 0) {
          break;
        }
      }
    }
    return last;
  }

  /** Centres become means; one that no vector chose stays. */
  private static void move(float[] vectors, int depth, int[] chosen, float[] centres) {
    double[] sums = new double[centres.length];
    int[] counts = new int[centres.length / depth];
    for (int row = 0; row < chosen.length; row++) {
      counts[chosen[row]]++;
      for (int j = 0; j < depth; j++) {
        sums[chosen[row] * depth + j] += vectors[row * depth + j];
      }
    }
    for (int i = 0; i < centres.length; i++) {
      if (counts[i / depth] > 0) {
        centres[i] = (float) (sums[i] / counts[i / depth]);
      }
    }
  }
}
