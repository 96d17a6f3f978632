package dev.culebra.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RestorationTest {
  private static final Shape IMAGE = Shape.of(8, 12, 2);
  private static final int SIZE = 8 * 12 * 2;

  static List<Degradation> degradations() {
    float[] known = new float[8 * 12];
    for (int i = 0; i < known.length; i++) {
      known[i] = i % 5 == 0 ? 0 : 1;
    }
    return List.of(
        Degradation.blur(IMAGE, 1.2),
        Degradation.downscale(IMAGE, 2),
        Degradation.downscale(IMAGE, 4),
        Degradation.mask(IMAGE, known));
  }

  private static float[] normal(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static double product(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (double) left[i] * right[i];
    }
    return sum;
  }

  @ParameterizedTest
  @MethodSource("degradations")
  void adjointsAreAdjoint(Degradation degradation) {
    float[] x = normal(3 * SIZE, 1);
    float[] y = normal(Math.toIntExact(3 * degradation.degraded().elements()), 2);
    assertEquals(
        product(degradation.apply(x), y), product(x, degradation.adjoint(y)), 1e-4, "⟨Ax,y⟩");
  }

  /** What is constant stays so, but where pixels are missing, and is what the steps begin with. */
  @Test
  void meansAreKept() {
    float[] grey = new float[SIZE];
    Arrays.fill(grey, 0.25f);
    for (Degradation degradation : degradations().subList(0, 3)) {
      float[] degraded = degradation.apply(grey);
      assertEquals(degradation.degraded().elements(), degraded.length);
      assertArrayEquals(grey, Restoration.start(degradation, degraded), 1e-6f);
    }
  }

  /**
   * A prior whose answer is known: {@code p = N(m, v)} around a smooth picture m, whose denoiser is
   * {@code (v·x + s²·m)/(v + s²)}. Where the data say nothing the restored pixels are m, and
   * everywhere they are nearer to the clean image.
   */
  @ParameterizedTest
  @MethodSource("degradations")
  void aPriorThatKnowsThePictureRestoresIt(Degradation degradation) {
    float[] clean = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      clean[i] = (float) (0.5 + 0.4 * Math.sin(i * 0.7));
    }
    UnaryOperator<float[]> denoiser =
        noisy -> {
          float[] denoised = new float[noisy.length];
          for (int i = 0; i < noisy.length; i++) {
            denoised[i] = 0.5f * noisy[i] + 0.5f * clean[i];
          }
          return denoised;
        };
    float[] degraded = degradation.apply(clean);
    float[] restored =
        new Restoration(300, 0.1, 0.9, 4, 0, 1).restore(denoiser, degradation, degraded);
    assertArrayEquals(clean, restored, 2e-3f);
    assertTrue(distance(clean, Restoration.start(degradation, degraded)) > 0.1);
  }

  private static double distance(float[] left, float[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += (left[i] - right[i]) * (left[i] - right[i]);
    }
    return sum;
  }

  /** With a rate of next to nothing all that the denoiser sees besides the start is noise. */
  @Test
  void noiseFallsToATwentieth() {
    Degradation mask = degradations().getLast();
    float[] start = mask.filled(new float[40 * SIZE], 0.5f);
    List<float[]> seen = new ArrayList<>();
    UnaryOperator<float[]> denoiser =
        shown -> {
          seen.add(shown.clone());
          return start;
        };
    float[] once =
        new Restoration(5, 1e-9, 0, 0, 0.4, 7).restore(denoiser, mask, mask.apply(start));
    for (int step = 0; step < 5; step++) {
      double deviation = Math.sqrt(distance(start, seen.get(step)) / start.length);
      assertEquals(0.4 * Math.pow(0.05, step / 4.0), deviation, 0.03 * deviation);
    }
    assertArrayEquals(
        once, new Restoration(5, 1e-9, 0, 0, 0.4, 7).restore(denoiser, mask, mask.apply(start)));
    assertArrayEquals(seen.get(0), seen.get(5), "same seed, same noise");
  }

  /** Without a prior's say pixels that are known stay, and noise in them too; others are grey. */
  @Test
  void noStepsGiveWhatIsKnown() {
    Degradation mask = degradations().getLast();
    float[] seen = mask.apply(normal(SIZE, 3));
    for (int i = 0; i < SIZE; i++) {
      seen[i] = Math.clamp(seen[i], 0f, 1f);
    }
    float[] start = seen.clone();
    for (int i = 0; i < SIZE; i++) {
      start[i] = i / 2 % 5 == 0 ? 0.5f : seen[i];
    }
    assertArrayEquals(start, new Restoration(0, 0.1, 0.9, 4, 0, 1).restore(x -> x, mask, seen));
  }

  @Test
  void stepsThatCannotConvergeAreRefused() {
    for (Runnable wrong :
        List.<Runnable>of(
            () -> new Restoration(-1, 0.1, 0.9, 4, 0, 1),
            () -> new Restoration(1, 0, 0.9, 4, 0, 1),
            () -> new Restoration(1, 0.1, 1, 4, 0, 1),
            () -> new Restoration(1, 0.1, 0.9, -1, 0, 1),
            () -> new Restoration(1, 0.1, 0.9, 4, -1, 1),
            () -> new Restoration(1, 1, 0.5, 4, 0, 1))) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }
}
