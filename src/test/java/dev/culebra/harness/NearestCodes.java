package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.culebra.kernel.Signature;
import dev.culebra.op.VqNearest;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The nearest code on data made to mislead: exact ties, duplicates, codes a rounding apart in any
 * precision, scales at the ends of float32. The truth is a plain search by the arithmetic of the
 * docstring.
 */
public abstract class NearestCodes {
  private static final long SEED = Long.getLong("culebra.seed", System.nanoTime());

  private final SplittableRandom random = new SplittableRandom(SEED);

  /** Those that search, each by itself. */
  protected abstract List<Tiers> searchers();

  /** What a search is given. */
  private record Data(float[] vectors, float[] codes, int depth) {}

  @TestFactory
  Stream<DynamicTest> findsWhatBruteForceFinds() {
    return Stream.of(
            test("random", () -> data(300, 513, 20, 1)),
            test("whole", () -> whole(300, 513, 3, 2)),
            test("bits", () -> whole(200, 300, 12, 1)),
            test("duplicates", () -> duplicates(200, 700, 16)),
            test("a rounding apart", () -> nearTies(200, 300, 24)),
            test("a rounding of tf32 apart", () -> groups(150, 300, 33, 0x1p-12f)),
            test("a rounding of bf16 apart", () -> groups(150, 300, 70, 0x1p-9f)),
            test("far less than a rounding of bf16 apart", () -> groups(90, 200, 140, 0x1p-16f)),
            test("vectors that tf32 cannot tell apart", () -> turned(100, 0x1p-11f)),
            test("vectors that bf16 cannot tell apart", () -> turned(100, 0x1p-8f)),
            test("sums that lose digits", () -> drowned(100, 90)),
            test("far from the origin", () -> shifted(200, 300, 9, 1000)),
            test("midway", () -> midway(200, 150, 8)),
            test("tiny", () -> data(100, 100, 5, 1e-25f)),
            test("subnormal", () -> data(100, 100, 5, 1e-41f)),
            test("large", () -> data(100, 100, 5, 1e15f)),
            test("huge", () -> data(100, 100, 5, 1e37f)),
            test("some infinite", () -> broken(100, 100, 5, Float.POSITIVE_INFINITY)),
            test("some not numbers", () -> broken(100, 100, 5, Float.NaN)),
            test("one code", () -> data(9, 1, 7, 1)),
            test("a rounding below 0", () -> onCodes(300, 200, 40)))
        .flatMap(tests -> tests);
  }

  @Test
  void twoCodesAtTheSameDistanceGiveTheLower() {
    float[] codes = new float[40];
    codes[17] = 1;
    codes[33] = 1;
    for (Tiers tiers : searchers()) {
      Data beyond = new Data(new float[] {5}, codes, 1);
      Data between = new Data(new float[] {0.5f}, codes, 1);
      assertArrayEquals(new int[] {17}, search(beyond, false, tiers), name(tiers));
      assertArrayEquals(new int[] {0}, search(between, false, tiers), name(tiers));
    }
  }

  /** A test of random vectors and codes. */
  protected Stream<DynamicTest> random(String name, int vectors, int codes, int depth) {
    return test(name, () -> data(vectors, codes, depth, 1));
  }

  private Stream<DynamicTest> test(String name, Supplier<Data> data) {
    return Stream.of(false, true)
        .map(
            cosine ->
                DynamicTest.dynamicTest(
                    name + (cosine ? ", cosine" : "") + ", seed " + SEED,
                    () -> {
                      Data made = data.get();
                      int[] expected = bruteForce(made, cosine);
                      for (Tiers tiers : searchers()) {
                        int[] found = search(made, cosine, tiers);
                        assertArrayEquals(expected, found, name(tiers));
                      }
                    }));
  }

  private static String name(Tiers tiers) {
    return tiers.names() + " in " + tiers.precision().label();
  }

  private static int[] search(Data data, boolean cosine, Tiers tiers) {
    int depth = data.depth();
    Signature signature =
        Signature.of(
            new VqNearest(cosine),
            List.of(
                TensorType.f32(data.vectors().length / depth, depth),
                TensorType.f32(data.codes().length / depth, depth)));
    Eager eager = new Eager(tiers, Workers.caller());
    try (Arena arena = Arena.ofConfined()) {
      List<MemorySegment> inputs =
          Stream.of(data.vectors(), data.codes())
              .map(values -> arena.allocateFrom(ValueLayout.JAVA_FLOAT, values))
              .toList();
      return eager.apply(signature, inputs, arena).get(0).toArray(ValueLayout.JAVA_INT);
    }
  }

  private static int[] bruteForce(Data data, boolean cosine) {
    int depth = data.depth();
    int[] found = new int[data.vectors().length / depth];
    for (int row = 0; row < found.length; row++) {
      double least = Double.POSITIVE_INFINITY;
      for (int code = 0; code < data.codes().length / depth; code++) {
        double distance = distance(data, row * depth, code * depth, cosine);
        if (distance < least) {
          least = distance;
          found[row] = code;
        }
      }
    }
    return found;
  }

  private static double distance(Data data, int row, int code, boolean cosine) {
    double[] dot = new double[8];
    double[] left = new double[8];
    double[] right = new double[8];
    for (int j = 0; j < data.depth(); j++) {
      double x = data.vectors()[row + j];
      double c = data.codes()[code + j];
      dot[j % 8] += cosine ? x * c : (x - c) * (x - c);
      left[j % 8] += x * x;
      right[j % 8] += c * c;
    }
    double lengths = total(left) * total(right);
    return cosine ? 2 - 2 * (lengths == 0 ? 0 : total(dot) / Math.sqrt(lengths)) : total(dot);
  }

  private static double total(double[] s) {
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
  }

  private float[] normal(int count, float scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }

  private Data data(int rows, int codes, int depth, float scale) {
    return new Data(normal(rows * depth, scale), normal(codes * depth, scale), depth);
  }

  private Data whole(int rows, int codes, int depth, int most) {
    Data data = data(rows, codes, depth, 1);
    for (float[] values : List.of(data.vectors(), data.codes())) {
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(most + 1);
      }
    }
    return data;
  }

  /** Every code many times, and vectors that are codes. */
  private Data duplicates(int rows, int codes, int depth) {
    Data data = data(rows, codes, depth, 1);
    for (int code = 5; code < codes; code++) {
      int from = random.nextInt(5) * depth;
      System.arraycopy(data.codes(), from, data.codes(), code * depth, depth);
    }
    for (int row = 0; row < rows; row += 2) {
      int from = random.nextInt(codes) * depth;
      System.arraycopy(data.codes(), from, data.vectors(), row * depth, depth);
    }
    return data;
  }

  /** Codes that differ from one another in the last bits of one element. */
  private Data nearTies(int rows, int codes, int depth) {
    Data data = data(rows, codes, depth, 1);
    for (int code = 1; code < codes; code++) {
      System.arraycopy(data.codes(), 0, data.codes(), code * depth, depth);
      int at = code * depth + random.nextInt(depth);
      data.codes()[at] += (random.nextInt(5) - 2) * Math.ulp(data.codes()[at]);
    }
    return data;
  }

  /**
   * Codes in threes that differ by some parts of each element, and vectors nearly as near to one.
   */
  private Data groups(int rows, int codes, int depth, float apart) {
    Data data = data(rows, codes, depth, 1);
    for (int i = 0; i < codes * depth; i++) {
      float code = data.codes()[i % (codes / 3 * depth)];
      data.codes()[i] = (float) (code * (1 + apart * random.nextGaussian()));
    }
    for (int row = 0; row < rows; row++) {
      int from = random.nextInt(codes) * depth;
      for (int j = 0; j < depth; j++) {
        float code = data.codes()[from + j];
        data.vectors()[row * depth + j] = (float) (code * (1 + apart * random.nextGaussian()));
      }
    }
    return data;
  }

  /** Exact codes, four elements of each turned around, and vectors that are all but constant. */
  private Data turned(int rows, float apart) {
    Data data = data(rows, 64, 16, 1);
    Arrays.fill(data.codes(), 1);
    for (int code = 0; code < 64; code++) {
      for (int at : random.ints(0, 16).distinct().limit(4).toArray()) {
        data.codes()[code * 16 + at] = -1;
      }
    }
    for (int i = 0; i < data.vectors().length; i++) {
      data.vectors()[i] = 1 + random.nextInt(-1000, 1000) * apart / 1000;
    }
    return data;
  }

  /** Numbers of a few digits, of which one is so large that sums lose some of the others. */
  private Data drowned(int rows, int codes) {
    Data data = data(rows, codes, 16, 1);
    for (int i = 0; i < data.codes().length; i++) {
      data.codes()[i] = i % 16 == 0 || random.nextBoolean() ? 1 : -1;
    }
    for (int i = 0; i < data.vectors().length; i++) {
      data.vectors()[i] = i % 16 == 0 ? 0x1p22f : random.nextInt(256) / 256f;
    }
    return data;
  }

  /** Vectors that are codes, or nearly, so that scores are about 0. */
  private Data onCodes(int rows, int codes, int depth) {
    Data data = nearTies(rows, codes, depth);
    for (int row = 0; row < rows; row++) {
      int from = random.nextInt(codes) * depth;
      System.arraycopy(data.codes(), from, data.vectors(), row * depth, depth);
    }
    return data;
  }

  private Data shifted(int rows, int codes, int depth, float distance) {
    Data data = data(rows, codes, depth, 0.01f);
    for (float[] values : List.of(data.vectors(), data.codes())) {
      for (int i = 0; i < values.length; i++) {
        values[i] += distance;
      }
    }
    return data;
  }

  /** Vectors between two codes, nearly or exactly in the middle. */
  private Data midway(int rows, int codes, int depth) {
    Data data = data(rows, codes, depth, 1);
    for (int row = 0; row < rows; row++) {
      int one = random.nextInt(codes) * depth;
      int other = random.nextInt(codes) * depth;
      for (int j = 0; j < depth; j++) {
        data.vectors()[row * depth + j] = (data.codes()[one + j] + data.codes()[other + j]) / 2;
      }
    }
    return data;
  }

  private Data broken(int rows, int codes, int depth, float value) {
    Data data = data(rows, codes, depth, 1);
    for (int i = 0; i < 20; i++) {
      data.codes()[random.nextInt(data.codes().length)] = value;
      data.vectors()[random.nextInt(data.vectors().length)] = value;
    }
    return data;
  }
}
