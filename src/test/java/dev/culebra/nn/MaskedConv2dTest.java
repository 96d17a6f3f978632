package dev.culebra.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Changes of one element of an image reach only what comes after it: later pixels in row-major
 * order, and in its own pixel later channel groups, with mask B its own too.
 */
class MaskedConv2dTest {
  private static final int SIZE = 5;
  private static final int INPUTS = 6;
  private static final int OUTPUTS = 9;

  @TestFactory
  Stream<DynamicTest> order() {
    return Stream.of(MaskedConv2d.Kind.values())
        .flatMap(
            kind ->
                Stream.of(1, 3)
                    .map(
                        groups ->
                            DynamicTest.dynamicTest(
                                kind + " in " + groups + " groups", () -> check(kind, groups))));
  }

  private static void check(MaskedConv2d.Kind kind, int groups) {
    try (MaskedConv2d layer = new MaskedConv2d("layer", kind, INPUTS, OUTPUTS, 3, groups)) {
      layer.initialize(1);
      float[] before = run(layer, -1);
      int pixels = SIZE * SIZE;
      for (int place = 0; place < pixels * INPUTS; place++) {
        float[] after = run(layer, place);
        int pixel = place / INPUTS;
        int group = place % INPUTS / (INPUTS / groups);
        for (int i = 0; i < after.length; i++) {
          int reached = i / OUTPUTS;
          int to = i % OUTPUTS / (OUTPUTS / groups);
          boolean later = isNear(pixel, reached) && reached > pixel;
          boolean own = kind == MaskedConv2d.Kind.B ? group <= to : group < to;
          boolean seen = later || reached == pixel && own;
          assertEquals(seen, after[i] != before[i], "from " + place + " to " + i);
        }
      }
    }
  }

  /** Whether a 3x3 window around one pixel has the other. */
  private static boolean isNear(int pixel, int other) {
    return Math.abs(pixel / SIZE - other / SIZE) <= 1 && Math.abs(pixel % SIZE - other % SIZE) <= 1;
  }

  private static float[] run(MaskedConv2d layer, int changed) {
    float[] image = new float[SIZE * SIZE * INPUTS];
    if (changed >= 0) {
      image[changed] = 100;
    }
    return layer.apply(Tensor.of(Shape.of(1, SIZE, SIZE, INPUTS), image)).toFloats();
  }
}
