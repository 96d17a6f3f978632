package dev.culebra.eval;

import java.util.Arrays;

/**
 * Finds the line of greatest cosine with a frame, exactly, without trying all. Lines are taken in
 * blocks of neighbours. With {@code r} the line in a block's middle, {@code m} the mean of the
 * frame's pixels and {@code u'} the frame without it, no line of the block has more than {@code u·r
 * − m·Σr + |u'|·max |v − r| + max m·Σv} (Cauchy and Schwarz). Only blocks that could beat the best
 * of the middles are searched.
 */
final class LineSearch {
  /** Frames searched together: a line's pixels are read once for all of them. */
  static final int FRAMES = 64;

  private static final int BLOCK = 10;

  /** Share of a frame's length that rounding of the bound never reaches. */
  private static final double SLACK = 1e-6;

  private final LitLines lines;
  private final int pixels;
  private final int blocks;
  private final double[] reach;
  private final double[] middleSum;
  private final double[] leastSum;
  private final double[] greatestSum;

  LineSearch(LitLines lines, int pixels) {
    this.lines = lines;
    this.pixels = pixels;
    blocks = (lines.count() + BLOCK - 1) / BLOCK;
    reach = new double[blocks];
    middleSum = new double[blocks];
    leastSum = new double[blocks];
    greatestSum = new double[blocks];
    Arrays.setAll(middleSum, block -> lines.sum(middle(block)));
    Arrays.fill(leastSum, Double.POSITIVE_INFINITY);
    Arrays.fill(greatestSum, Double.NEGATIVE_INFINITY);
    for (int line = 0; line < lines.count(); line++) {
      int block = line / BLOCK;
      double sum = lines.sum(line);
      reach[block] = Math.max(reach[block], lines.difference(line, middle(block)));
      leastSum[block] = Math.min(leastSum[block], sum);
      greatestSum[block] = Math.max(greatestSum[block], sum);
    }
  }

  /** Fills distance and angle of the frames from {@code begin} to {@code end}, at most FRAMES. */
  void nearest(float[] frames, int begin, int end, double[] distances, double[] angles) {
    double[] columns = new double[pixels * FRAMES];
    double[] sums = new double[FRAMES];
    double[] squares = new double[FRAMES];
    for (int frame = begin; frame < end; frame++) {
      int lane = frame - begin;
      for (int pixel = 0; pixel < pixels; pixel++) {
        double value = frames[frame * pixels + pixel];
        columns[pixel * FRAMES + lane] = value;
        sums[lane] += value;
        squares[lane] += value * value;
      }
    }
    double[][] middles = new double[blocks][FRAMES];
    for (int block = 0; block < blocks; block++) {
      lines.products(middle(block), columns, sums, middles[block]);
    }
    for (int frame = begin; frame < end; frame++) {
      int lane = frame - begin;
      double[] ofFrame = new double[blocks];
      Arrays.setAll(ofFrame, block -> middles[block][lane]);
      double[] bounds = bounds(ofFrame, sums[lane], squares[lane]);
      int line = best(frames, frame * pixels, sums[lane], ofFrame, bounds);
      double product = lines.product(line, frames, frame * pixels, sums[lane]);
      distances[frame] = 1 - product / Math.sqrt(squares[lane]);
      angles[frame] = lines.angle(line);
    }
  }

  private double[] bounds(double[] middles, double sum, double square) {
    double mean = sum / pixels;
    double spread = Math.sqrt(Math.max(0, square - sum * mean));
    double slack = SLACK * Math.sqrt(square);
    double[] bounds = new double[blocks];
    for (int block = 0; block < blocks; block++) {
      double ofMeans = Math.max(mean * leastSum[block], mean * greatestSum[block]);
      double middle = middles[block] - mean * middleSum[block];
      bounds[block] = middle + spread * reach[block] + ofMeans + slack;
    }
    return bounds;
  }

  /** The first line of greatest product; line 0 where products are no numbers. */
  private int best(float[] frames, int begin, double sum, double[] middles, double[] bounds) {
    double wanted = Arrays.stream(middles).max().orElseThrow();
    double greatest = Double.NEGATIVE_INFINITY;
    int best = 0;
    for (int block = 0; block < blocks; block++) {
      if (bounds[block] >= Math.max(wanted, greatest)) {
        int end = Math.min(lines.count(), (block + 1) * BLOCK);
        for (int line = block * BLOCK; line < end; line++) {
          double product = lines.product(line, frames, begin, sum);
          if (product > greatest) {
            greatest = product;
            best = line;
          }
        }
      }
    }
    return best;
  }

  private int middle(int block) {
    return Math.min(block * BLOCK + BLOCK / 2, lines.count() - 1);
  }
}
