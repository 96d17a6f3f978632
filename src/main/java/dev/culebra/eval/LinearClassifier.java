package dev.culebra.eval;

/**
 * Chooses the class of greatest {@code w·x + b}; of equal ones the first.
 *
 * @param depth length of a vector
 * @param weights a row for each class: {@code depth} weights, then the bias; not copied
 */
public record LinearClassifier(int depth, double[][] weights) {
  /** The share of vectors whose label is chosen. */
  public double accuracy(Features features) {
    features.requireDepth(depth);
    int right = 0;
    for (int row = 0; row < features.count(); row++) {
      right += predict(features.values(), row * depth) == features.labels()[row] ? 1 : 0;
    }
    return (double) right / features.count();
  }

  /** The class of the vector that begins at a place. */
  public int predict(float[] values, int begin) {
    int best = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < weights.length; label++) {
      double score = score(weights[label], 0, values, begin, depth);
      if (score > greatest) {
        greatest = score;
        best = label;
      }
    }
    return best;
  }

  /** {@code w·x + b} with weights and bias from a place on; four sums hide the latency of one. */
  static double score(double[] weights, int place, float[] values, int begin, int depth) {
    double s0 = weights[place + depth];
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < depth; j += 4) {
      s0 += weights[place + j] * values[begin + j];
      s1 += weights[place + j + 1] * values[begin + j + 1];
      s2 += weights[place + j + 2] * values[begin + j + 2];
      s3 += weights[place + j + 3] * values[begin + j + 3];
    }
    for (; j < depth; j++) {
      s0 += weights[place + j] * values[begin + j];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** Adds {@code scale·(x, 1)} to numbers from a place on. */
  static void addScaled(
      double[] total, int place, double scale, float[] values, int begin, int depth) {
    for (int j = 0; j < depth; j++) {
      total[place + j] += scale * values[begin + j];
    }
    total[place + depth] += scale;
  }
}
