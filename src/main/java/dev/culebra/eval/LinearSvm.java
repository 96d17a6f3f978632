package dev.culebra.eval;

/**
 * Linear support vector machine, one class against the rest: minimizes {@code ½|w|² + ½b² + C·Σ
 * max(0, 1 − y·(w·x + b))²} for each class. That is what scikit-learn's {@code LinearSVC} does with
 * its defaults and liblinear with {@code -s 2 -B 1} (Fan et al. 2008): squared hinge, and a bias
 * that is regularized like a weight of a feature that is always 1. Solved to the minimum in
 * float64.
 */
public final class LinearSvm {
  private static final double TOLERANCE = 1e-8;

  private LinearSvm() {}

  /**
   * Fits a classifier.
   *
   * @param cost C, what a margin violated costs; above 0
   * @throws IllegalStateException if a feature is not finite
   */
  public static LinearClassifier fit(Features features, double cost) {
    if (!(cost > 0)) {
      throw new IllegalArgumentException("[svm] C " + cost + " <= 0");
    }
    double[][] weights = new double[features.classes()][];
    for (int label = 0; label < weights.length; label++) {
      SquaredHinge hinge = new SquaredHinge(features, label, cost);
      weights[label] = NewtonCg.minimize(hinge, features.depth() + 1, TOLERANCE);
    }
    return new LinearClassifier(features.depth(), weights);
  }

  private static final class SquaredHinge implements NewtonCg.Function {
    private final Features features;
    private final int label;
    private final double cost;
    private final boolean[] isViolated;

    SquaredHinge(Features features, int label, double cost) {
      this.features = features;
      this.label = label;
      this.cost = cost;
      isViolated = new boolean[features.count()];
    }

    @Override
    public double at(double[] point, double[] gradient) {
      int depth = features.depth();
      double value = 0;
      for (int i = 0; i <= depth; i++) {
        value += point[i] * point[i] / 2;
        gradient[i] = point[i];
      }
      for (int row = 0; row < isViolated.length; row++) {
        int sign = features.labels()[row] == label ? 1 : -1;
        double score = LinearClassifier.score(point, 0, features.values(), row * depth, depth);
        double missing = 1 - sign * score;
        isViolated[row] = missing > 0;
        if (!(missing <= 0)) {
          value += cost * missing * missing;
          double slope = -2 * cost * missing * sign;
          LinearClassifier.addScaled(gradient, 0, slope, features.values(), row * depth, depth);
        }
      }
      return value;
    }

    @Override
    public void curvature(double[] direction, double[] product) {
      int depth = features.depth();
      System.arraycopy(direction, 0, product, 0, depth + 1);
      for (int row = 0; row < isViolated.length; row++) {
        if (isViolated[row]) {
          double along =
              LinearClassifier.score(direction, 0, features.values(), row * depth, depth);
          LinearClassifier.addScaled(
              product, 0, 2 * cost * along, features.values(), row * depth, depth);
        }
      }
    }
  }
}
