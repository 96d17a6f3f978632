package dev.culebra.eval;

import java.util.Arrays;

/**
 * Minimizes a convex function in float64 by Newton's method, whose steps conjugate gradients solve
 * for and halving shortens (Nocedal and Wright, "Numerical optimization", 2nd edition, algorithm
 * 7.1). No randomness: the same function gives the same minimum.
 */
final class NewtonCg {
  /** Least share of the decrease that the slope promises. */
  private static final double SUFFICIENT = 1e-4;

  private static final int NEWTON_STEPS = 500;
  private static final int HALVINGS = 40;

  /** A convex function with a gradient and (generalized) second derivatives. */
  interface Function {
    /** The value at a point; fills its gradient. */
    double at(double[] point, double[] gradient);

    /** The second derivative at the point last asked for, times a direction. */
    void curvature(double[] direction, double[] product);
  }

  private NewtonCg() {}

  /**
   * The minimum, sought from zero until the gradient's length is {@code tolerance} times that at
   * zero, or no step decreases the value any more in float64.
   *
   * @throws IllegalStateException if the gradient is not finite, or neither happens
   */
  static double[] minimize(Function function, int length, double tolerance) {
    double[] point = new double[length];
    double[] gradient = new double[length];
    double value = function.at(point, gradient);
    double first = Math.sqrt(dot(gradient, gradient));
    if (!Double.isFinite(first)) {
      throw new IllegalStateException("[probe] the features are not finite numbers");
    }
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double size = Math.sqrt(dot(gradient, gradient));
      if (size <= tolerance * first) {
        return point;
      }
      double accuracy = Math.min(0.1, Math.sqrt(size / first));
      double[] direction = direction(function, gradient, accuracy * size);
      double slope = dot(direction, gradient);
      double[] next = new double[length];
      double share = 1;
      double found = Double.NaN;
      int halvings = 0;
      for (; halvings < HALVINGS; halvings++, share /= 2) {
        for (int i = 0; i < length; i++) {
          next[i] = point[i] + share * direction[i];
        }
        found = function.at(next, gradient);
        if (found <= value + SUFFICIENT * share * slope) {
          break;
        }
      }
      if (halvings == HALVINGS) {
        return point;
      }
      point = next;
      value = found;
    }
    throw new IllegalStateException(
        "[probe] no minimum after " + NEWTON_STEPS + " steps; scale the features to about 1");
  }

  /** Solves {@code curvature · direction = −gradient} up to a residual of the given length. */
  private static double[] direction(Function function, double[] gradient, double accuracy) {
    int length = gradient.length;
    double[] direction = new double[length];
    double[] residual = new double[length];
    Arrays.setAll(residual, i -> -gradient[i]);
    double[] search = residual.clone();
    double[] product = new double[length];
    double square = dot(residual, residual);
    for (int i = 0; i < 2 * length && Math.sqrt(square) > accuracy; i++) {
      function.curvature(search, product);
      double bend = dot(search, product);
      if (!(bend > 0)) {
        break;
      }
      double share = square / bend;
      addScaled(direction, share, search);
      addScaled(residual, -share, product);
      double before = square;
      square = dot(residual, residual);
      for (int j = 0; j < length; j++) {
        search[j] = residual[j] + square / before * search[j];
      }
    }
    return direction;
  }

  private static void addScaled(double[] total, double scale, double[] values) {
    for (int i = 0; i < total.length; i++) {
      total[i] += scale * values[i];
    }
  }

  private static double dot(double[] left, double[] right) {
    double total = 0;
    for (int i = 0; i < left.length; i++) {
      total += left[i] * right[i];
    }
    return total;
  }
}
