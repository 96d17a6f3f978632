package dev.culebra.eval;

import dev.culebra.data.Dataset;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Principal components: the best linear autoencoder, which every other one must beat. Everything is
 * float64: covariance over n − 1, eigenvectors by EJML's symmetric QR. Components fall in variance,
 * and each one's largest element is positive, so that equal data give equal components.
 *
 * <p>Immutable. Needs {@code org.ejml:ejml-ddense} on the class path, an optional dependency.
 */
public final class Pca {
  private final double[] mean;
  private final double[][] components;
  private final double[] variances;

  private Pca(double[] mean, double[][] components, double[] variances) {
    this.mean = mean;
    this.components = components;
    this.variances = variances;
  }

  /**
   * Fits all components to the samples of a data set, flattened in its own order.
   *
   * @throws IllegalArgumentException for fewer than two samples
   */
  public static Pca fit(Dataset data) {
    int length = Math.toIntExact(data.sampleShape().elements());
    float[] row = new float[length];
    MemorySegment target = MemorySegment.ofArray(row);
    Covariance covariance = new Covariance(length);
    for (int i = 0; i < data.count(); i++) {
      data.copy(i, target, 0);
      covariance.toMean(row);
    }
    for (int i = 0; i < data.count(); i++) {
      data.copy(i, target, 0);
      covariance.add(row);
    }
    return of(covariance);
  }

  /**
   * Fits all components to rows.
   *
   * @param samples row-major {@code [count,length]}
   * @throws IllegalArgumentException for fewer than two rows
   */
  public static Pca fit(float[] samples, int length) {
    Covariance covariance = new Covariance(length);
    for (int begin = 0; begin < samples.length; begin += length) {
      covariance.toMean(Arrays.copyOfRange(samples, begin, begin + length));
    }
    for (int begin = 0; begin < samples.length; begin += length) {
      covariance.add(Arrays.copyOfRange(samples, begin, begin + length));
    }
    return of(covariance);
  }

  private static Pca of(Covariance covariance) {
    DMatrixRMaj matrix = covariance.matrix();
    int length = matrix.numRows;
    EigenDecomposition_F64<DMatrixRMaj> solver = DecompositionFactory_DDRM.eig(length, true, true);
    if (!solver.decompose(matrix)) {
      throw new IllegalStateException("[pca] the eigenvalues did not converge; is a value NaN?");
    }
    Integer[] order = new Integer[length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (i, j) -> Double.compare(variance(solver, j), variance(solver, i)));
    double[][] components = new double[length][];
    double[] variances = new double[length];
    for (int i = 0; i < length; i++) {
      components[i] = positive(solver.getEigenVector(order[i]).data);
      variances[i] = Math.max(0, variance(solver, order[i]));
    }
    return new Pca(covariance.mean(), components, variances);
  }

  private static double variance(EigenDecomposition_F64<DMatrixRMaj> solver, int index) {
    return solver.getEigenvalue(index).getReal();
  }

  private static double[] positive(double[] vector) {
    double largest = 0;
    for (double element : vector) {
      largest = Math.abs(element) > Math.abs(largest) ? element : largest;
    }
    double sign = largest < 0 ? -1 : 1;
    return Arrays.stream(vector).map(element -> sign * element).toArray();
  }

  /** The samples' mean. */
  public double[] mean() {
    return mean.clone();
  }

  /** A unit vector; 0 is the direction of largest variance. */
  public double[] component(int index) {
    return components[index].clone();
  }

  /** Variance along each component, falling, over n − 1. */
  public double[] variances() {
    return variances.clone();
  }

  /** Part of the whole variance that the first components explain, in [0, 1]. */
  public double explained(int count) {
    return Arrays.stream(variances, 0, count).sum() / Arrays.stream(variances).sum();
  }

  /** Coordinates of a sample along the first {@code count} components. */
  public double[] transform(float[] sample, int count) {
    double[] centred = new double[mean.length];
    Arrays.setAll(centred, i -> sample[i] - mean[i]);
    double[] scores = new double[count];
    Arrays.setAll(scores, k -> dot(components[k], centred));
    return scores;
  }

  /** The sample of some coordinates: the mean plus a sum of components. */
  public double[] inverse(double[] scores) {
    double[] sample = mean.clone();
    for (int k = 0; k < scores.length; k++) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] += scores[k] * components[k][i];
      }
    }
    return sample;
  }

  /**
   * Coordinates divided by their standard deviations, so that the fitted samples have unit
   * covariance; 0 along components without variance.
   */
  public double[] whiten(float[] sample, int count) {
    double[] scores = transform(sample, count);
    double least = 1e-12 * variances[0];
    Arrays.setAll(scores, k -> variances[k] > least ? scores[k] / Math.sqrt(variances[k]) : 0);
    return scores;
  }

  /**
   * Mean over a data set of the squared error that {@code count} components leave, summed over a
   * sample's elements.
   */
  public double squaredError(Dataset data, int count) {
    float[] row = new float[mean.length];
    MemorySegment target = MemorySegment.ofArray(row);
    double total = 0;
    for (int sample = 0; sample < data.count(); sample++) {
      data.copy(sample, target, 0);
      double[] rebuilt = inverse(transform(row, count));
      for (int i = 0; i < row.length; i++) {
        total += (row[i] - rebuilt[i]) * (row[i] - rebuilt[i]);
      }
    }
    return total / data.count();
  }

  private static double dot(double[] left, double[] right) {
    double total = 0;
    for (int i = 0; i < left.length; i++) {
      total += left[i] * right[i];
    }
    return total;
  }
}
