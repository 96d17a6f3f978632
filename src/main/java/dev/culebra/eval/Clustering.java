package dev.culebra.eval;

import dev.culebra.op.VqNearest;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.KMeans;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * How well clusters found without labels agree with the labels: the share of vectors whose cluster
 * is paired with their label in the best pairing of one with one (Hungarian matching).
 */
public final class Clustering {
  private Clustering() {}

  /**
   * Clusters vectors by k-means, the best of several starts by squared distance to the centres, and
   * compares with the labels. Features of unlike scale want whitening first ({@link Pca#whiten}).
   *
   * @param clusters how many, at least 1
   * @param starts how many, at least 1
   * @param iterations at most, of each start
   */
  public static double kMeansAccuracy(
      Features features, int clusters, int starts, int iterations, long seed) {
    if (starts < 1) {
      throw new IllegalArgumentException("[clustering] starts " + starts + " < 1");
    }
    int[] best = null;
    double least = Double.POSITIVE_INFINITY;
    for (int start = 0; start < starts; start++) {
      float[] centres =
          KMeans.centres(features.values(), features.depth(), clusters, iterations, seed + start);
      int[] chosen = chosen(features, centres);
      double inertia = inertia(features, centres, chosen);
      if (best == null || inertia < least) {
        best = chosen;
        least = inertia;
      }
    }
    return accuracy(best, features.labels());
  }

  /**
   * The accuracy of given clusters.
   *
   * @param clusters of each vector, from 0; there may be more or fewer of them than labels
   * @param labels of each vector, from 0
   */
  public static double accuracy(int[] clusters, int[] labels) {
    if (clusters.length != labels.length || labels.length == 0) {
      throw new IllegalArgumentException(
          "[clustering] %d clusters for %d labels".formatted(clusters.length, labels.length));
    }
    int most = Math.max(max(clusters), max(labels));
    double[][] shared = new double[most + 1][most + 1];
    for (int i = 0; i < labels.length; i++) {
      shared[clusters[i]][labels[i]]++;
    }
    int[] label = Assignment.greatest(shared);
    double right = 0;
    for (int cluster = 0; cluster < label.length; cluster++) {
      right += shared[cluster][label[cluster]];
    }
    return right / labels.length;
  }

  private static int max(int[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private static int[] chosen(Features features, float[] centres) {
    int depth = features.depth();
    Tensor rows = Tensor.of(Shape.of(features.count(), depth), features.values());
    Tensor places = Tensor.of(Shape.of(centres.length / depth, depth), centres);
    return Tensor.apply(new VqNearest(false), rows, places).data().toArray(ValueLayout.JAVA_INT);
  }

  private static double inertia(Features features, float[] centres, int[] chosen) {
    int depth = features.depth();
    double total = 0;
    for (int i = 0; i < features.values().length; i++) {
      int centre = chosen[i / depth] * depth + i % depth;
      double difference = (double) features.values()[i] - centres[centre];
      total += difference * difference;
    }
    return total;
  }
}
