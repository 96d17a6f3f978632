package dev.culebra.data;

import dev.culebra.math.Philox;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The "lines" data of Berthelot et al. 2019: pictures {@code [32,32,1]} of one line each ({@link
 * LineDrawing}) whose angle is uniform in [0, 2π). Values are in [0, 1] as in all data sets here;
 * the original's [−1, 1] is {@link #signed}. The label is the tenth of the circle, ⌊10·angle/2π⌋.
 *
 * <p>The original draws new angles for ever. Here an epoch has 2^20 angles, fixed by the seed, and
 * each further epoch another order of them; 16 epochs are the 16,777,216 samples of the published
 * protocol. Neighbouring angles are 6·10^-6 apart on average, which moves the far end by a ten
 * thousandth of a pixel. Seed, epoch and number therefore fix a batch, and nothing but angles is
 * kept.
 */
public final class Lines {
  /** Height and width of a picture. */
  public static final int SIDE = 32;

  /** Training lines. */
  public static final int TRAINING = 1 << 20;

  /** Test lines. */
  public static final int TEST = 5000;

  private static final TensorType PICTURE = TensorType.f32(SIDE, SIDE, 1);
  private static final int TENTHS = 10;

  private Lines() {}

  /** {@link #open(long)} with seed 0. */
  public static Split open() {
    return open(0);
  }

  /** Training and test lines at angles drawn apart from each other. */
  public static Split open(long seed) {
    return new Split(
        drawn(shares(seed, "lines/train", TRAINING)), drawn(shares(seed, "lines/test", TEST)));
  }

  /**
   * Lines at chosen angles.
   *
   * @param angles in radians, in [0, 2π)
   */
  public static Dataset at(double... angles) {
    double[] kept = angles.clone();
    int[] labels =
        IntStream.range(0, kept.length)
            .map(i -> (int) Math.floor(TENTHS * kept[i] / (2 * Math.PI)))
            .toArray();
    return dataset(kept, labels);
  }

  /** What the original and its metric call the pixels: {@code 2·value − 1}, in [−1, 1]. */
  public static float[] signed(float[] pixels) {
    float[] signed = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      signed[i] = 2 * pixels[i] - 1;
    }
    return signed;
  }

  /** Shares of the circle, multiples of 2^-53. */
  private static double[] shares(long seed, String name, int count) {
    int stream = Philox.stream(name);
    return IntStream.range(0, count)
        .mapToDouble(i -> (Philox.pair(seed, 0, stream, i) >>> 11) * 0x1p-53)
        .toArray();
  }

  private static Dataset drawn(double[] shares) {
    double[] angles = new double[shares.length];
    int[] labels = new int[shares.length];
    for (int i = 0; i < shares.length; i++) {
      angles[i] = 2 * Math.PI * shares[i];
      labels[i] = (int) (TENTHS * shares[i]);
    }
    return dataset(angles, labels);
  }

  private static Dataset dataset(double[] angles, int[] labels) {
    List<String> tenths = IntStream.range(0, TENTHS).mapToObj(i -> "tenth " + (i + 1)).toList();
    return new Dataset("lines", PICTURE, new DrawnLines(angles), labels, tenths);
  }
}
