package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.op.Embedding;
import dev.culebra.op.EmbeddingGradient;
import dev.culebra.op.Histogram;
import dev.culebra.op.UnpackLevels;
import dev.culebra.op.VqNearest;
import dev.culebra.shape.Shape;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Code numbers outside their table: an error on every tier, and nothing is written. */
class CodeNumbersTest {
  private static final int[][] WRONG = {{0, 5, 1}, {0, -1, 1}, {0, Integer.MAX_VALUE, 1}};

  /** Checks an operation that is given the numbers; outputs are float32. */
  private static void refuses(Op op, String fact, List<Operand> inputs, int[]... outputs) {
    List<Operand> results =
        Arrays.stream(outputs)
            .map(
                sizes -> {
                  float[] elements = new float[Math.toIntExact(Shape.of(sizes).elements())];
                  Arrays.fill(elements, 7);
                  return Operand.f32(elements, sizes);
                })
            .toList();
    for (KernelOptions options : List.of(KernelOptions.tier("ref"), KernelOptions.FASTEST)) {
      OpException failure =
          assertThrows(
              OpException.class,
              () -> Kernels.using(options, () -> Kernels.run(op, inputs, results)));
      String message = failure.getMessage();
      assertTrue(message.startsWith("[" + op.name() + "] " + fact + ": "), message);
      for (Operand result : results) {
        float[] elements = result.memory().toArray(ValueLayout.JAVA_FLOAT);
        float[] sevens = new float[elements.length];
        Arrays.fill(sevens, 7);
        assertArrayEquals(sevens, elements);
      }
    }
  }

  private static Operand ones(int... sizes) {
    float[] elements = new float[Math.toIntExact(Shape.of(sizes).elements())];
    Arrays.fill(elements, 1);
    return Operand.f32(elements, sizes);
  }

  @Test
  void areRefused() {
    for (int[] numbers : WRONG) {
      Operand index = Operand.i32(numbers, 3);
      String fact = "index " + numbers[1] + " at 1; the table [5,2] has 5";
      refuses(new Embedding(), fact, List.of(ones(5, 2), index), new int[] {3, 2});
      Op gradient = new EmbeddingGradient(Shape.of(5, 2));
      refuses(gradient, fact, List.of(ones(3, 2), index), new int[] {5, 2});
      String number = "number " + numbers[1] + " at 1; there are ";
      refuses(new Histogram(5), number + 5, List.of(index), new int[] {5});
    }
    Operand index = Operand.i32(new int[] {0, 12, 1}, 3);
    String fact = "number 12 at 1; there are 12";
    refuses(new UnpackLevels(List.of(4, 3)), fact, List.of(index), new int[] {3, 2});
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    OpException failure =
        assertThrows(
            OpException.class,
            () ->
                Kernels.vqNearest(
                    ones(3, 4), ones(5, 2), false, Operand.i32(new int[3], 3), ones(3)));
    assertEquals(
        "[vq_nearest] vectors of 4 != 1 heads of 2: f32[3,4] x f32[5,2]", failure.getMessage());
    assertThrows(
        OpException.class,
        () ->
            Kernels.run(
                new VqNearest(true),
                List.of(ones(3, 4), ones(0, 4)),
                List.of(Operand.i32(new int[3], 3), ones(3))));
  }
}
