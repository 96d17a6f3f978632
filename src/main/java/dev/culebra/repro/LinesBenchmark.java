package dev.culebra.repro;

import dev.culebra.data.Dataset;
import dev.culebra.data.Lines;
import dev.culebra.eval.LinesMetric;
import dev.culebra.eval.LinesScore;
import dev.culebra.par.Workers;

/**
 * How Berthelot et al. 2019 judge interpolations: 512 test lines make 256 pairs, between the codes
 * of each pair lie 16 frames in equal steps, both ends included, and the decoded frames go to
 * {@link LinesMetric}, not clipped.
 */
final class LinesBenchmark {
  static final int PAIRS = 256;
  static final int FRAMES = 16;

  private final LinesMetric metric = new LinesMetric();

  /** An autoencoder of pictures in [0, 1], many at a time. */
  interface Interpolated {
    float[] codes(float[] pixels);

    float[] pictures(float[] codes);
  }

  /**
   * Scores one autoencoder.
   *
   * @param number of the evaluation: each takes other test lines, as long as there are some
   */
  LinesScore score(Interpolated model, Dataset test, int number, Workers workers) {
    int sets = test.count() / (2 * PAIRS);
    float[] pixels = test.floats(number % sets * 2 * PAIRS, 2 * PAIRS);
    float[] frames = model.pictures(between(model.codes(pixels)));
    return metric.score(Lines.signed(frames), FRAMES, workers);
  }

  /** From code i to code i + 256, pair by pair. */
  private static float[] between(float[] codes) {
    int size = codes.length / (2 * PAIRS);
    float[] way = new float[PAIRS * FRAMES * size];
    for (int i = 0; i < way.length; i++) {
      int frame = i / size % FRAMES;
      int left = i / size / FRAMES * size + i % size;
      int right = left + PAIRS * size;
      double part = (double) frame / (FRAMES - 1);
      way[i] = (float) ((1 - part) * codes[left] + part * codes[right]);
    }
    return way;
  }
}
