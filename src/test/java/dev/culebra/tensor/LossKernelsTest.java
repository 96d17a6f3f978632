package dev.culebra.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.math.Normal;
import dev.culebra.math.Philox;
import org.junit.jupiter.api.Test;

/** The examples of {@link LossKernels}, word for word, with what they compute. */
class LossKernelsTest {
  @Test
  void gaussianSample() {
    float[] latent = new float[2];
    Kernels.gaussianSample(
        Operand.f32(new float[] {3, -3}, 1, 2),
        Operand.f32(new float[] {-200, -200}, 1, 2),
        7,
        0,
        "latent",
        Operand.f32(latent, 1, 2));
    assertArrayEquals(new float[] {3, -3}, latent);
  }

  @Test
  void gaussianKl() {
    float[] nats = new float[1];
    Kernels.gaussianKl(
        Operand.f32(new float[] {1, 2}, 1, 2),
        Operand.f32(new float[] {0, 0}, 1, 2),
        Operand.f32(nats, 1));
    assertArrayEquals(new float[] {2.5f}, nats);
  }

  @Test
  void gaussianPairKl() {
    float[] nats = new float[1];
    Kernels.gaussianPairKl(
        Operand.f32(new float[] {3}, 1, 1),
        Operand.f32(new float[] {0}, 1, 1),
        Operand.f32(new float[] {1}, 1, 1),
        Operand.f32(new float[] {0}, 1, 1),
        Operand.f32(nats, 1));
    assertArrayEquals(new float[] {2}, nats);
  }

  @Test
  void squaredError() {
    float[] errors = new float[2];
    Kernels.squaredError(
        Operand.f32(new float[] {1, 5}, 2),
        Operand.f32(new float[] {2, 2}, 2),
        Operand.f32(errors, 2));
    assertArrayEquals(new float[] {1, 9}, errors);
  }

  @Test
  void squaredErrorSum() {
    float[] error = new float[1];
    Kernels.squaredErrorSum(
        Operand.f32(new float[] {1, 5}, 1, 2),
        Operand.f32(new float[] {2, 2}, 1, 2),
        Operand.f32(error, 1));
    assertArrayEquals(new float[] {10}, error);
  }

  @Test
  void squaredErrorSumGradient() {
    float[] slope = new float[2];
    Kernels.squaredErrorSumGradient(
        Operand.f32(new float[] {1, 5}, 1, 2),
        Operand.f32(new float[] {2, 2}, 1, 2),
        Operand.f32(new float[] {3}, 1),
        Operand.f32(slope, 1, 2));
    assertArrayEquals(new float[] {-6, 18}, slope);
  }

  @Test
  void gaussianNll() {
    float[] nats = new float[2];
    Kernels.gaussianNll(
        Operand.f32(new float[] {0, 1}, 1, 2),
        Operand.f32(new float[] {0}, 1),
        Operand.f32(new float[] {0, 3}, 1, 2),
        Operand.f32(nats, 1, 2));
    assertArrayEquals(new float[] {0.9189385f, 2.9189385f}, nats, 1e-6f);
  }

  @Test
  void bernoulliLogits() {
    float[] nats = new float[2];
    Kernels.bernoulliLogits(
        Operand.f32(new float[] {100, -100}, 1, 2),
        Operand.f32(new float[] {1, 1}, 1, 2),
        Operand.f32(nats, 1, 2));
    assertArrayEquals(new float[] {0, 100}, nats, 1e-6f);
  }

  @Test
  void bernoulliLogitsSum() {
    float[] nats = new float[1];
    Kernels.bernoulliLogitsSum(
        Operand.f32(new float[] {100, -100}, 1, 2),
        Operand.f32(new float[] {1, 1}, 1, 2),
        Operand.f32(nats, 1));
    assertArrayEquals(new float[] {100}, nats);
  }

  @Test
  void bernoulliLogitsSumGradient() {
    float[] slope = new float[2];
    Kernels.bernoulliLogitsSumGradient(
        Operand.f32(new float[] {0, 100}, 1, 2),
        Operand.f32(new float[] {1, 1}, 1, 2),
        Operand.f32(new float[] {2}, 1),
        Operand.f32(slope, 1, 2));
    assertArrayEquals(new float[] {-1, 0}, slope);
  }

  @Test
  void crossEntropy() {
    float[] nats = new float[1];
    Kernels.crossEntropy(
        Operand.f32(new float[] {0, 200}, 1, 2),
        Operand.i32(new int[] {0}, 1),
        Operand.f32(nats, 1));
    assertArrayEquals(new float[] {200}, nats);
  }

  @Test
  void randomNormal() {
    float[] noise = new float[5];
    Kernels.randomNormal(7, 0, "noise", Operand.f32(noise, 5));
    for (int i = 0; i < noise.length; i++) {
      assertEquals(Normal.draw(7, 0, Philox.stream("noise"), i), noise[i]);
    }
  }

  @Test
  void randomUniform() {
    float[] chances = new float[5];
    Kernels.randomUniform(7, 0, "chances", Operand.f32(chances, 5));
    for (int i = 0; i < chances.length; i++) {
      assertEquals(Philox.uniform(7, 0, Philox.stream("chances"), i), chances[i]);
    }
  }
}
