package dev.culebra.eval;

import dev.culebra.data.LineDrawing;
import dev.culebra.data.Lines;
import dev.culebra.par.Workers;
import java.util.Arrays;

/**
 * The metric of the "lines" benchmark (Berthelot et al. 2019): each frame of an interpolation is
 * matched to the nearest, by cosine distance of signed pixels, of 10,000 true lines at angles
 * 2πi/10000. Computed in float64: right interpolations lie at 2e-7, below what float32 resolves.
 * Immutable; any thread may use it.
 */
public final class LinesMetric {
  /** How many true lines there are. */
  public static final int LINES = 10_000;

  private static final int PIXELS = Lines.SIDE * Lines.SIDE;

  /** A turn below this has no smoothness. */
  private static final double LEAST_TURN = 1e-4;

  private final LineSearch search =
      new LineSearch(new LitLines(new LineDrawing(Lines.SIDE), PIXELS, LINES), PIXELS);

  /**
   * The nearest true line of each frame.
   *
   * @param distances cosine distances; NaN where a frame is all zero or not finite
   * @param angles of the nearest lines, in radians; the smallest of equally near ones
   */
  public record Matches(double[] distances, double[] angles) {}

  /**
   * Matches frames to true lines.
   *
   * @param frames signed pixels {@code [count,32,32,1]}, background −1; need not lie in [−1, 1]
   * @throws IllegalArgumentException if they are no whole number of pictures
   */
  public Matches nearest(float[] frames, Workers workers) {
    if (frames.length % PIXELS != 0) {
      throw new IllegalArgumentException(
          "[lines] " + frames.length + " numbers are no whole number of pictures of " + PIXELS);
    }
    int count = frames.length / PIXELS;
    double[] distances = new double[count];
    double[] angles = new double[count];
    int chunks = (count + LineSearch.FRAMES - 1) / LineSearch.FRAMES;
    workers.run(
        chunk -> {
          int begin = chunk * LineSearch.FRAMES;
          int end = Math.min(count, begin + LineSearch.FRAMES);
          search.nearest(frames, begin, end, distances, angles);
        },
        chunks);
    return new Matches(distances, angles);
  }

  /**
   * Scores interpolations.
   *
   * @param frames signed pixels {@code [rows,steps,32,32,1]}, end points included
   * @param steps frames of a row, at least 2
   * @throws IllegalArgumentException if there is no row or the last is not whole
   */
  public LinesScore score(float[] frames, int steps, Workers workers) {
    if (steps < 2 || frames.length == 0 || frames.length % (steps * PIXELS) != 0) {
      throw new IllegalArgumentException(
          "[lines] %d numbers are no rows of %d frames of %d pixels"
              .formatted(frames.length, steps, PIXELS));
    }
    Matches matches = nearest(frames, workers);
    int rows = matches.angles.length / steps;
    double total = 0;
    int defined = 0;
    for (int row = 0; row < rows; row++) {
      double[] angles = Arrays.copyOfRange(matches.angles, row * steps, (row + 1) * steps);
      double smoothness = smoothness(angles);
      if (!Double.isNaN(smoothness)) {
        total += smoothness;
        defined++;
      }
    }
    return new LinesScore(
        Arrays.stream(matches.distances).average().orElseThrow(),
        defined == 0 ? Double.NaN : total / rows);
  }

  /**
   * The largest turn between neighbours as a share of the turn from first to last, less 1/(n−1);
   * NaN if the whole turn is below 1e-4. Turns are taken the short way round.
   *
   * @param angles of a row of at least 2 frames, in radians
   */
  public static double smoothness(double[] angles) {
    double whole = 0;
    double largest = 0;
    for (int i = 1; i < angles.length; i++) {
      double turn = shortWay(angles[i] - angles[i - 1]);
      whole += turn;
      largest = Math.max(largest, Math.abs(turn));
    }
    double size = Math.abs(whole);
    return size < LEAST_TURN ? Double.NaN : largest / size - 1.0 / (angles.length - 1);
  }

  private static double shortWay(double turn) {
    return Math.abs(turn) <= Math.PI
        ? turn
        : turn - 2 * Math.PI * Math.floor((turn + Math.PI) / (2 * Math.PI));
  }
}
