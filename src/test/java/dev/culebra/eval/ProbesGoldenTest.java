package dev.culebra.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.tensor.Safetensors;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** scikit-learn's coefficients and accuracies; goldens_probes.py made them. */
class ProbesGoldenTest {
  private static final int DEPTH = 5;
  private static Safetensors file;

  @BeforeAll
  static void open() {
    file = Safetensors.open(Path.of("src/test/resources/golden/probes.safetensors"));
  }

  @AfterAll
  static void close() {
    file.close();
  }

  private static Features features(String name) {
    return new Features(
        file.bytes(name).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED),
        DEPTH,
        file.bytes(name + "_labels").toArray(ValueLayout.JAVA_INT_UNALIGNED));
  }

  private static double[] doubles(String name) {
    return file.bytes(name).toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED);
  }

  private static void check(String name, LinearClassifier found) {
    double[] expected = doubles(name);
    for (int i = 0; i < expected.length; i++) {
      double weight = found.weights()[i / (DEPTH + 1)][i % (DEPTH + 1)];
      assertEquals(expected[i], weight, 1e-6, name + " " + i);
    }
    assertEquals(doubles(name + ".accuracy")[0], found.accuracy(features("test")), 1e-12);
  }

  @Test
  void supportVectorMachine() {
    check("svm.0.1", LinearSvm.fit(features("train"), 0.1));
    check("svm.10.0", LinearSvm.fit(features("train"), 10));
  }

  @Test
  void softmaxProbe() {
    check("probe.0.1", SoftmaxProbe.fit(features("train"), 0.1));
    check("probe.10.0", SoftmaxProbe.fit(features("train"), 10));
  }

  @Test
  void nearestNeighbours() {
    NearestNeighbours nearest = new NearestNeighbours(features("train"));
    for (int count : new int[] {1, 3, 6}) {
      double expected = doubles("nearest." + count)[0];
      assertEquals(expected, nearest.accuracy(features("test"), count), 1e-12, count + "");
    }
  }

  /** The minimum has no slope: checked without the golden values, at another cost. */
  @Test
  void machineStandsAtTheMinimum() {
    Features train = features("train");
    double[] weights = LinearSvm.fit(train, 0.7).weights()[2];
    double[] slope = weights.clone();
    for (int row = 0; row < train.count(); row++) {
      int sign = train.labels()[row] == 2 ? 1 : -1;
      float[] x = Arrays.copyOfRange(train.values(), row * DEPTH, (row + 1) * DEPTH);
      double score = weights[DEPTH];
      for (int j = 0; j < DEPTH; j++) {
        score += weights[j] * x[j];
      }
      double missing = Math.max(0, 1 - sign * score);
      for (int j = 0; j <= DEPTH; j++) {
        slope[j] -= 2 * 0.7 * missing * sign * (j == DEPTH ? 1 : x[j]);
      }
    }
    for (double part : slope) {
      assertEquals(0, part, 1e-6);
    }
  }
}
