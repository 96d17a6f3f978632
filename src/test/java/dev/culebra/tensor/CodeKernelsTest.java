package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.culebra.op.AdamStep;
import org.junit.jupiter.api.Test;

/** The examples of {@link Kernels}, word for word, with what they compute. */
class CodeKernelsTest {
  @Test
  void vqNearest() {
    int[] numbers = new int[2];
    float[] distances = new float[2];
    Kernels.vqNearest(
        Operand.f32(new float[] {0, 1, 5, 5}, 2, 2),
        Operand.f32(new float[] {4, 4, 0, 0, 0, 2}, 3, 2),
        false,
        Operand.i32(numbers, 2),
        Operand.f32(distances, 2));
    assertArrayEquals(new int[] {1, 0}, numbers);
    assertArrayEquals(new float[] {1, 2}, distances);
  }

  @Test
  void vqAssign() {
    float[] counts = new float[2];
    float[] sums = new float[2];
    Kernels.vqAssign(
        Operand.f32(new float[] {1, 2, 9}, 3, 1),
        Operand.f32(new float[] {0, 10}, 2, 1),
        false,
        Operand.i32(new int[3], 3),
        Operand.f32(new float[3], 3),
        Operand.f32(counts, 2),
        Operand.f32(sums, 2, 1));
    assertArrayEquals(new float[] {2, 1}, counts);
    assertArrayEquals(new float[] {3, 9}, sums);
  }

  @Test
  void topK() {
    float[] most = new float[2];
    int[] places = new int[2];
    Kernels.topK(
        Operand.f32(new float[] {3, 9, 4}, 3), Operand.f32(most, 2), Operand.i32(places, 2));
    assertArrayEquals(new float[] {9, 4}, most);
    assertArrayEquals(new int[] {1, 2}, places);
  }

  @Test
  void packBits() {
    long[] words = new long[1];
    Kernels.packBits(Operand.f32(new float[] {1, -1, 0.5f}, 1, 3), Operand.i64(words, 1, 1));
    assertArrayEquals(new long[] {0b101}, words);
  }

  @Test
  void hammingDistance() {
    int[] bits = new int[2];
    Kernels.hammingDistance(
        Operand.i64(new long[] {0b101}, 1, 1),
        Operand.i64(new long[] {0b100, 0b010}, 2, 1),
        Operand.i32(bits, 1, 2));
    assertArrayEquals(new int[] {1, 3}, bits);
  }

  @Test
  void adamStep() {
    float[] weight = {1};
    Kernels.adamStep(
        new AdamStep(0.9, 0.999, 1e-8, 0, false),
        Operand.f32(weight, 1),
        Operand.f32(new float[] {4}, 1),
        Operand.f32(new float[1], 1),
        Operand.f32(new float[1], 1),
        0.25,
        1);
    assertArrayEquals(new float[] {0.75f}, weight, 1e-6f);
  }
}
