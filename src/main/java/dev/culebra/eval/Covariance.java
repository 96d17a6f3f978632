package dev.culebra.eval;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Mean and covariance of rows in float64, which pass twice: first all of them to {@link #toMean},
 * then all of them to {@link #add}. Centring first keeps small variances beside large means.
 */
final class Covariance {
  /** Rows added at once, so that a line of the matrix is read and written once for all of them. */
  private static final int BLOCK = 8;

  private final int length;
  private final double[] mean;
  private final double[][] lines;
  private final double[][] block;
  private long counted;
  private long added;

  Covariance(int length) {
    this.length = length;
    mean = new double[length];
    lines = new double[length][length];
    block = new double[BLOCK][length];
  }

  void toMean(float[] row) {
    for (int i = 0; i < length; i++) {
      mean[i] += row[i];
    }
    counted++;
  }

  void add(float[] row) {
    if (added == 0) {
      for (int i = 0; i < length; i++) {
        mean[i] /= counted;
      }
    }
    double[] centred = block[(int) (added % BLOCK)];
    for (int i = 0; i < length; i++) {
      centred[i] = row[i] - mean[i];
    }
    added++;
    if (added % BLOCK == 0) {
      flush();
    }
  }

  /** Adds the block's products to the upper triangle. */
  private void flush() {
    for (int i = 0; i < length; i++) {
      addLine(lines[i], i);
    }
    for (double[] row : block) {
      Arrays.fill(row, 0);
    }
  }

  private void addLine(double[] line, int i) {
    double[] r0 = block[0];
    double[] r1 = block[1];
    double[] r2 = block[2];
    double[] r3 = block[3];
    double[] r4 = block[4];
    double[] r5 = block[5];
    double[] r6 = block[6];
    double[] r7 = block[7];
    double a = r0[i];
    double b = r1[i];
    double c = r2[i];
    double d = r3[i];
    double e = r4[i];
    double f = r5[i];
    double g = r6[i];
    double h = r7[i];
    for (int j = i; j < line.length; j++) {
      double first = a * r0[j] + b * r1[j] + c * r2[j] + d * r3[j];
      double second = e * r4[j] + f * r5[j] + g * r6[j] + h * r7[j];
      line[j] += first + second;
    }
  }

  double[] mean() {
    return mean;
  }

  /** The covariance over n − 1. */
  DMatrixRMaj matrix() {
    if (added < 2) {
      throw new IllegalArgumentException("[pca] " + added + " samples; at least 2 are needed");
    }
    flush();
    DMatrixRMaj matrix = new DMatrixRMaj(length, length);
    for (int i = 0; i < length; i++) {
      for (int j = i; j < length; j++) {
        double value = lines[i][j] / (added - 1);
        matrix.set(i, j, value);
        matrix.set(j, i, value);
      }
    }
    return matrix;
  }
}
