package dev.culebra.eval;

import java.util.Arrays;

/**
 * Linear probe: multinomial logistic regression, which minimizes {@code ½|W|² + C·Σ −log
 * softmax(W·x + b)_label}, the bias free. The objective of scikit-learn's {@code
 * LogisticRegression}, solved to the minimum in float64.
 */
public final class SoftmaxProbe {
  private static final double TOLERANCE = 1e-8;

  private SoftmaxProbe() {}

  /**
   * Fits a classifier.
   *
   * @param cost C, the weight of the likelihood beside the regularizer; above 0
   * @throws IllegalStateException if a feature is not finite
   */
  public static LinearClassifier fit(Features features, double cost) {
    if (!(cost > 0)) {
      throw new IllegalArgumentException("[probe] C " + cost + " <= 0");
    }
    int row = features.depth() + 1;
    CrossEntropy entropy = new CrossEntropy(features, cost);
    double[] all = NewtonCg.minimize(entropy, features.classes() * row, TOLERANCE);
    double[][] weights = new double[features.classes()][];
    Arrays.setAll(weights, label -> Arrays.copyOfRange(all, label * row, (label + 1) * row));
    return new LinearClassifier(features.depth(), weights);
  }

  private static final class CrossEntropy implements NewtonCg.Function {
    private final Features features;
    private final double cost;
    private final int classes;
    private final int stride;
    private final double[] odds;
    private final double[] scores;

    CrossEntropy(Features features, double cost) {
      this.features = features;
      this.cost = cost;
      classes = features.classes();
      stride = features.depth() + 1;
      odds = new double[features.count() * classes];
      scores = new double[classes];
    }

    @Override
    public double at(double[] point, double[] gradient) {
      double value = regularized(point, gradient);
      for (int row = 0; row < features.count(); row++) {
        score(point, row);
        double greatest = Arrays.stream(scores).max().orElseThrow();
        double total = 0;
        for (int label = 0; label < classes; label++) {
          total += Math.exp(scores[label] - greatest);
        }
        double logTotal = greatest + Math.log(total);
        int right = features.labels()[row];
        value += cost * (logTotal - scores[right]);
        for (int label = 0; label < classes; label++) {
          double share = Math.exp(scores[label] - logTotal);
          odds[row * classes + label] = share;
          add(gradient, label, cost * (share - (label == right ? 1 : 0)), row);
        }
      }
      return value;
    }

    @Override
    public void curvature(double[] direction, double[] product) {
      regularized(direction, product);
      for (int row = 0; row < features.count(); row++) {
        score(direction, row);
        double mean = 0;
        for (int label = 0; label < classes; label++) {
          mean += odds[row * classes + label] * scores[label];
        }
        for (int label = 0; label < classes; label++) {
          double share = odds[row * classes + label];
          add(product, label, cost * share * (scores[label] - mean), row);
        }
      }
    }

    /** Half the square of the weights, which become the slope; the bias has none. */
    private double regularized(double[] point, double[] slope) {
      double value = 0;
      for (int i = 0; i < point.length; i++) {
        double weight = i % stride == stride - 1 ? 0 : point[i];
        slope[i] = weight;
        value += weight * weight / 2;
      }
      return value;
    }

    private void score(double[] weights, int row) {
      int depth = features.depth();
      for (int label = 0; label < classes; label++) {
        scores[label] =
            LinearClassifier.score(weights, label * stride, features.values(), row * depth, depth);
      }
    }

    private void add(double[] total, int label, double scale, int row) {
      int depth = features.depth();
      LinearClassifier.addScaled(
          total, label * stride, scale, features.values(), row * depth, depth);
    }
  }
}
