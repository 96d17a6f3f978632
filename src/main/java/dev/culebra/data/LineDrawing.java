package dev.culebra.data;

/**
 * One line of the "lines" benchmark (Berthelot, Raffel, Roy, Goodfellow 2019, "Understanding and
 * improving interpolation in autoencoders with an adversarial regularizer"): two pixels wide, from
 * the centre of a square picture to one pixel short of its rim, smoothed at its edges.
 *
 * <p>The line is cut across its longer direction: along that axis every pixel from the lower end to
 * the higher is a cut, and a cut covers the interval {@code [c, c + 2)} of the other axis, where
 * {@code c = end − 1 + (cut − lower − ½)·slope}. A pixel shows the share of it that is covered;
 * where the lower end lies inside a pixel, that cut counts by the part of the pixel above the end,
 * while the cut at the higher end counts in full. All golden values of the benchmark hold for
 * exactly this rule, its lack of symmetry included.
 */
public final class LineDrawing {
  private static final double WIDTH = 2;

  private final int side;

  /** Takes the pixels that a line covers, each once. */
  @FunctionalInterface
  public interface Pen {
    /**
     * @param pixel row times side plus column
     * @param coverage the covered share, above 0 and at most 1
     */
    void put(int pixel, double coverage);
  }

  /** Lines in pictures of {@code side} times {@code side} pixels; 32 in the benchmark. */
  public LineDrawing(int side) {
    if (side < 4) {
      throw new IllegalArgumentException("[lines] side " + side + " < 4");
    }
    this.side = side;
  }

  /**
   * Draws a line; pixels that are not put are background.
   *
   * @param angle in radians, counterclockwise from pointing right
   */
  public void draw(double angle, Pen pen) {
    double centre = side * 0.5;
    // StrictMath: a line has the same bits on every machine.
    double farRow = centre + (centre - 1) * StrictMath.sin(-angle);
    double farColumn = centre + (centre - 1) * StrictMath.cos(-angle);
    boolean isAcross = Math.abs(centre - farRow) < Math.abs(centre - farColumn);
    double farAlong = isAcross ? farColumn : farRow;
    double farBeside = isAcross ? farRow : farColumn;
    boolean isTurned = farAlong < centre;
    double lower = isTurned ? farAlong : centre;
    double higher = isTurned ? centre : farAlong;
    double beside = (isTurned ? farBeside : centre) - WIDTH / 2;
    double slope = ((isTurned ? centre : farBeside) - WIDTH / 2 - beside) / (higher - lower);
    for (int cut = (int) lower; cut < Math.ceil(higher); cut++) {
      double weight = cut < Math.ceil(lower) ? Math.ceil(lower) - lower : 1;
      cut(cut, beside + (cut - lower - 0.5) * slope, weight, isAcross, pen);
    }
  }

  private void cut(int along, double begin, double weight, boolean isAcross, Pen pen) {
    double end = begin + WIDTH;
    int firstWhole = (int) Math.ceil(begin);
    int endWhole = (int) end;
    if (firstWhole != begin) {
      pen.put(pixel(along, firstWhole - 1, isAcross), weight * (firstWhole - begin));
    }
    for (int pixel = firstWhole; pixel < endWhole; pixel++) {
      pen.put(pixel(along, pixel, isAcross), weight);
    }
    if (endWhole != end) {
      pen.put(pixel(along, endWhole, isAcross), weight * (end - endWhole));
    }
  }

  private int pixel(int along, int beside, boolean isAcross) {
    return isAcross ? beside * side + along : along * side + beside;
  }
}
