package dev.culebra.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.Seed;
import dev.culebra.ir.Value;
import dev.culebra.op.Cast;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Rng;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final int ELEMENTS = 100_000;
  private static final double RATE = 0.25;

  private final float seed = Seed.random("dropout").nextInt(1 << 20);
  private final Rng rng = new Rng(counter(seed));

  @Test
  void outsideTrainingNothingChanges() {
    Dropout layer = new Dropout("encoder.1", RATE);
    Tensor input = Tensor.of(Shape.of(2), 1, 2);
    assertSame(input, layer.apply(input, rng));
    assertSame(input, Trace.record(() -> layer.apply(input, rng)));
  }

  @Test
  void inTrainingTheShareOfZerosIsTheRate() {
    float[] ones = new float[ELEMENTS];
    Arrays.fill(ones, 1);
    Tensor input = Tensor.of(Shape.of(ELEMENTS), ones);
    float[] result = rng.dropout("encoder.1", input, RATE).toFloats();
    int zeros = 0;
    for (float element : result) {
      assertTrue(element == 0 || element == (float) (1 / (1 - RATE)));
      zeros += element == 0 ? 1 : 0;
    }
    // Five standard deviations of a binomial count.
    double deviation = Math.sqrt(ELEMENTS * RATE * (1 - RATE));
    assertEquals(ELEMENTS * RATE, zeros, 5 * deviation);
    Tensor traced =
        Trace.training(() -> new Dropout("encoder.1", RATE).apply(input, tracedRng())).result();
    assertTrue(traced.isTraced());
  }

  @Test
  void aRateOfZeroKeepsEverything() {
    Tensor input = Tensor.of(Shape.of(2), 1, 2);
    assertArrayEquals(new float[] {1, 2}, rng.dropout("encoder.1", input, 0).toFloats());
  }

  @Test
  void aRateOfOneIsRefused() {
    Tensor input = Tensor.of(Shape.of(2), 1, 2);
    assertThrows(IllegalArgumentException.class, () -> rng.dropout("encoder.1", input, 1));
  }

  private Rng tracedRng() {
    Value counter = counter(seed).value();
    return new Rng(Tensor.of(counter));
  }

  private static Tensor counter(float seed) {
    return Tensor.apply(
        values -> Cast.of(values[0], DType.I64), Tensor.of(Shape.of(3), seed, 3, 0));
  }
}
