package dev.culebra.eval;

import java.util.Arrays;

/**
 * The pairing of rows with columns of greatest total gain, by the Hungarian method with potentials
 * (Kuhn 1955, Munkres 1957): one row after the other finds its shortest way to a free column, in n³
 * steps all told.
 */
final class Assignment {
  private final double[][] costs;
  private final int size;
  private final double[] rowPotential;
  private final double[] columnPotential;

  /** The row that has each column, counted from 1; 0 for a free column. Column 0 is the root. */
  private final int[] rowOf;

  private Assignment(double[][] costs) {
    this.costs = costs;
    size = costs.length;
    rowPotential = new double[size + 1];
    columnPotential = new double[size + 1];
    rowOf = new int[size + 1];
  }

  /** The column of each row, where {@code gains} is square. */
  static int[] greatest(double[][] gains) {
    double[][] costs = new double[gains.length][];
    Arrays.setAll(costs, i -> Arrays.stream(gains[i]).map(gain -> -gain).toArray());
    return new Assignment(costs).solve();
  }

  private int[] solve() {
    for (int row = 1; row <= size; row++) {
      place(row);
    }
    int[] columns = new int[size];
    for (int column = 1; column <= size; column++) {
      columns[rowOf[column] - 1] = column - 1;
    }
    return columns;
  }

  private void place(int row) {
    double[] slack = new double[size + 1];
    int[] previous = new int[size + 1];
    boolean[] isReached = new boolean[size + 1];
    Arrays.fill(slack, Double.POSITIVE_INFINITY);
    rowOf[0] = row;
    int column = 0;
    while (rowOf[column] != 0) {
      isReached[column] = true;
      int next = relax(column, slack, previous, isReached);
      double shift = slack[next];
      for (int other = 0; other <= size; other++) {
        if (isReached[other]) {
          rowPotential[rowOf[other]] += shift;
          columnPotential[other] -= shift;
        } else {
          slack[other] -= shift;
        }
      }
      column = next;
    }
    for (; column != 0; column = previous[column]) {
      rowOf[column] = rowOf[previous[column]];
    }
  }

  /** Shortens ways through the row that has a column; the nearest column not yet reached. */
  private int relax(int column, double[] slack, int[] previous, boolean[] isReached) {
    int row = rowOf[column];
    int nearest = 0;
    for (int other = 1; other <= size; other++) {
      if (isReached[other]) {
        continue;
      }
      double reduced = costs[row - 1][other - 1] - rowPotential[row] - columnPotential[other];
      if (reduced < slack[other]) {
        slack[other] = reduced;
        previous[other] = column;
      }
      if (nearest == 0 || slack[other] < slack[nearest]) {
        nearest = other;
      }
    }
    return nearest;
  }
}
