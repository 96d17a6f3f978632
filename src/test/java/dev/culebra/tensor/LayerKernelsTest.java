package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.culebra.op.Attention;
import dev.culebra.op.AttentionMask;
import dev.culebra.op.Normalize;
import dev.culebra.op.Window2d;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of {@link LayerKernels}, word for word, with what they compute. */
class LayerKernelsTest {
  @Test
  void matmul() {
    float[] product = new float[4];
    Kernels.matmul(
        Operand.f32(new float[] {1, 2, 3, 4, 5, 6}, 2, 3),
        Operand.f32(new float[] {1, 0, 0, 1, 1, 1}, 3, 2),
        Operand.f32(product, 2, 2));
    assertArrayEquals(new float[] {4, 5, 10, 11}, product);
  }

  @Test
  void conv2d() {
    float[] edges = new float[3];
    Kernels.conv2d(
        Operand.f32(new float[] {0, 0, 5, 5}, 1, 1, 4, 1),
        Operand.f32(new float[] {-1, 1}, 1, 2, 1, 1),
        Window2d.of(1, 0),
        1,
        Operand.f32(edges, 1, 1, 3, 1));
    assertArrayEquals(new float[] {0, 5, 0}, edges);
  }

  @Test
  void convTranspose2d() {
    float[] image = new float[4];
    Kernels.convTranspose2d(
        Operand.f32(new float[] {1, 2}, 1, 1, 2, 1),
        Operand.f32(new float[] {10, 1}, 1, 2, 1, 1),
        Window2d.of(2, 0),
        1,
        Operand.f32(image, 1, 1, 4, 1));
    assertArrayEquals(new float[] {10, 1, 20, 2}, image);
  }

  @Test
  void conv2dWeightGradient() {
    float[] slope = new float[2];
    Kernels.conv2dWeightGradient(
        Operand.f32(new float[] {0, 0, 5, 5}, 1, 1, 4, 1),
        Operand.f32(new float[] {1, 1, 1}, 1, 1, 3, 1),
        Window2d.of(1, 0),
        1,
        Operand.f32(slope, 1, 2, 1, 1));
    assertArrayEquals(new float[] {5, 10}, slope);
  }

  @Test
  void normalize() {
    float[] standard = new float[2];
    Kernels.normalize(
        new Normalize(List.of(1), 0),
        Operand.f32(new float[] {3, 7}, 1, 2),
        Operand.f32(new float[] {1, 1}, 2),
        Operand.f32(new float[] {0, 0}, 2),
        Operand.f32(standard, 1, 2),
        Operand.f32(new float[1], 1, 1),
        Operand.f32(new float[1], 1, 1));
    assertArrayEquals(new float[] {-1, 1}, standard);
  }

  @Test
  void softmax() {
    float[] odds = new float[2];
    Kernels.softmax(Operand.f32(new float[] {0, 0}, 2), -1, Operand.f32(odds, 2));
    assertArrayEquals(new float[] {0.5f, 0.5f}, odds);
  }

  @Test
  void attention() {
    float[] seen = new float[2];
    Kernels.attention(
        new Attention(1, AttentionMask.CAUSAL),
        Operand.f32(new float[] {0, 0}, 1, 2, 1, 1),
        Operand.f32(new float[] {1, 2}, 1, 2, 1, 1),
        Operand.f32(new float[] {10, 20}, 1, 2, 1, 1),
        Operand.f32(seen, 1, 2, 1, 1));
    assertArrayEquals(new float[] {10, 15}, seen, 1e-5f);
  }
}
