package dev.culebra.tensor;

import dev.culebra.math.Philox;
import dev.culebra.op.RandomNormal;
import dev.culebra.op.RandomUniform;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Statistics of 10^8 draws: moments, distribution, equal frequency, serial correlation, and
 * correlation between neighbouring seeds, steps and streams. Prints a table; ends with 1 if a
 * statistic lies where chance puts one in about 150,000. Too slow for a test: run it by hand.
 */
final class PhiloxBattery {
  private static final int CHUNK = 1_000_000;
  private static final int CHUNKS = 100;
  private static final int[] LAGS = {1, 2, 3, 4, 5, 8, 16, 64, 1024, 65_536};

  /** Of statistics that are standard normal if the draws are independent. */
  private static final double LIMIT = 4.5;

  /** Kolmogorov's distribution passes it once in 150,000 draws. */
  private static final double KOLMOGOROV_LIMIT = 2.51;

  private final long seed;
  private boolean passed = true;

  private PhiloxBattery(long seed) {
    this.seed = seed;
  }

  /**
   * @param arguments the seed; 1 without
   */
  public static void main(String[] arguments) {
    PhiloxBattery battery =
        new PhiloxBattery(arguments.length > 0 ? Long.parseLong(arguments[0]) : 1);
    System.out.println("seed " + battery.seed + ", " + (long) CHUNK * CHUNKS + " draws each\n");
    System.out.println("| draws | statistic | value | limit |");
    System.out.println("|---|---|--:|--:|");
    battery.uniform();
    battery.normal();
    System.out.println("\n" + (battery.passed ? "All within their limits." : "OUTSIDE ITS LIMIT."));
    System.exit(battery.passed ? 0 : 1);
  }

  private void report(String draws, String statistic, double value, double limit) {
    boolean inside = Math.abs(value) < limit;
    passed &= inside;
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.3f%s | %.2f |%n",
        draws,
        statistic,
        value,
        inside ? "" : " !",
        limit);
  }

  /** Draws of one counter and name, a chunk at a time, on the fastest tier. */
  private static final class Source implements AutoCloseable {
    final float[] elements = new float[CHUNK];
    private final long[] counter;
    private final PreparedKernel kernel;

    Source(boolean normal, long seed, long step, int stream) {
      Shape shape = Shape.of(CHUNK);
      counter = new long[] {seed, step, 0};
      kernel =
          Kernels.prepare(
              normal ? new RandomNormal(shape, stream) : new RandomUniform(shape, stream),
              List.of(Operand.i64(counter, 3)),
              List.of(Operand.f32(elements, CHUNK)));
    }

    /** The chunk of this number, centred. */
    float[] chunk(int number, float mean) {
      counter[2] = (long) number * CHUNK;
      kernel.run();
      for (int i = 0; i < CHUNK; i++) {
        elements[i] -= mean;
      }
      return elements;
    }

    @Override
    public void close() {
      kernel.close();
    }
  }

  /** Sums of powers and of products, from which moments and correlations follow. */
  private static final class Sums {
    final double[] powers = new double[4];
    final double[] products = new double[LAGS.length];

    void add(float[] chunk) {
      for (float element : chunk) {
        double square = (double) element * element;
        powers[0] += element;
        powers[1] += square;
        powers[2] += square * element;
        powers[3] += square * square;
      }
      for (int lag = 0; lag < LAGS.length; lag++) {
        double sum = 0;
        for (int i = LAGS[lag]; i < CHUNK; i++) {
          sum += (double) chunk[i] * chunk[i - LAGS[lag]];
        }
        products[lag] += sum;
      }
    }
  }

  /**
   * @param expected means of the first four powers of a centred draw
   * @param variances variances of these powers
   */
  private void sums(String draws, Sums sums, double[] expected, double[] variances) {
    double count = (double) CHUNK * CHUNKS;
    for (int power = 1; power <= 4; power++) {
      double excess = sums.powers[power - 1] - count * expected[power - 1];
      double z = excess / Math.sqrt(count * variances[power - 1]);
      report(draws, "moment " + power + ", z", z, LIMIT);
    }
    for (int lag = 0; lag < LAGS.length; lag++) {
      double pairs = (double) CHUNKS * (CHUNK - LAGS[lag]);
      double z = sums.products[lag] / (Math.sqrt(pairs) * expected[1]);
      report(draws, "correlation at distance " + LAGS[lag] + ", z", z, LIMIT);
    }
  }

  private void uniform() {
    int[] values = new int[1 << 23];
    int[] pairs = new int[1 << 20];
    Sums sums = new Sums();
    try (Source source = new Source(false, seed, 0, Philox.stream("battery"))) {
      for (int number = 0; number < CHUNKS; number++) {
        float[] chunk = source.chunk(number, 0.5f);
        sums.add(chunk);
        for (int i = 0; i < CHUNK; i++) {
          values[(int) ((chunk[i] + 0.5f) * (1 << 23))]++;
        }
        for (int i = 0; i < CHUNK; i += 2) {
          int first = (int) ((chunk[i] + 0.5f) * 1024);
          pairs[first << 10 | (int) ((chunk[i + 1] + 0.5f) * 1024)]++;
        }
      }
    }
    sums(
        "uniform",
        sums,
        new double[] {0, 1.0 / 12, 0, 1.0 / 80},
        new double[] {1.0 / 12, 1.0 / 180, 1.0 / 448, 1.0 / 2304 - 1.0 / 6400});
    report(
        "uniform",
        "Kolmogorov–Smirnov, √N·D",
        kolmogorov(values, i -> (i + 1.0) / (1 << 23)),
        KOLMOGOROV_LIMIT);
    report("uniform", "frequency of each of 2^23 values, χ² as z", chiSquare(values), LIMIT);
    report("uniform", "frequency of 1024 x 1024 pairs, χ² as z", chiSquare(pairs), LIMIT);
    neighbours();
  }

  private interface Cumulative {
    double at(int edge);
  }

  /** Between the edges of bins, which are far narrower than the distances of interest. */
  private static double kolmogorov(int[] bins, Cumulative expected) {
    double count = (double) CHUNK * CHUNKS;
    double distance = 0;
    long below = 0;
    for (int i = 0; i < bins.length; i++) {
      below += bins[i];
      distance = Math.max(distance, Math.abs(below / count - expected.at(i)));
    }
    return distance * Math.sqrt(count);
  }

  private static double chiSquare(int[] bins) {
    long count = 0;
    for (int bin : bins) {
      count += bin;
    }
    double expected = (double) count / bins.length;
    double sum = 0;
    for (int bin : bins) {
      sum += (bin - expected) * (bin - expected) / expected;
    }
    double freedom = bins.length - 1.0;
    return (sum - freedom) / Math.sqrt(2 * freedom);
  }

  private void neighbours() {
    int stream = Philox.stream("battery");
    List<Source> others = new ArrayList<>();
    others.add(new Source(false, seed + 1, 0, stream));
    others.add(new Source(false, seed, 1, stream));
    others.add(new Source(false, seed, 0, stream + 1));
    String[] names = {"seeds", "steps", "streams"};
    double[] products = new double[names.length];
    int chunks = CHUNKS / 10;
    try (Source own = new Source(false, seed, 0, stream)) {
      for (int number = 0; number < chunks; number++) {
        float[] left = own.chunk(number, 0.5f);
        for (int other = 0; other < names.length; other++) {
          float[] right = others.get(other).chunk(number, 0.5f);
          for (int i = 0; i < CHUNK; i++) {
            products[other] += (double) left[i] * right[i];
          }
        }
      }
    }
    others.forEach(Source::close);
    for (int other = 0; other < names.length; other++) {
      double z = 12 * products[other] / Math.sqrt((double) CHUNK * chunks);
      report("uniform", "correlation of neighbouring " + names[other] + ", z", z, LIMIT);
    }
  }

  private void normal() {
    int scale = 1 << 16;
    int reach = 8 * scale;
    int[] bins = new int[2 * reach];
    Sums sums = new Sums();
    try (Source source = new Source(true, seed, 0, Philox.stream("battery"))) {
      for (int number = 0; number < CHUNKS; number++) {
        float[] chunk = source.chunk(number, 0);
        sums.add(chunk);
        for (float element : chunk) {
          bins[(int) Math.floor(element * scale) + reach]++;
        }
      }
    }
    sums("normal", sums, new double[] {0, 1, 0, 3}, new double[] {1, 2, 15, 96});
    double[] cumulative = cumulativeNormal(bins.length, reach, scale);
    report(
        "normal",
        "Kolmogorov–Smirnov, √N·D",
        kolmogorov(bins, i -> cumulative[i]),
        KOLMOGOROV_LIMIT);
  }

  /** Φ at the upper edge of each bin: the density integrated by Simpson's rule. */
  private static double[] cumulativeNormal(int count, int reach, int scale) {
    double[] cumulative = new double[count];
    double sum = 0;
    double width = 1.0 / scale;
    for (int i = 0; i < count; i++) {
      double x = (i - reach) * width;
      double simpson = density(x) + 4 * density(x + width / 2) + density(x + width);
      sum += width / 6 * simpson;
      cumulative[i] = sum;
    }
    return cumulative;
  }

  private static double density(double x) {
    return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
  }
}
