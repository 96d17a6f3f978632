package dev.culebra.grad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.GaussianKl;
import dev.culebra.op.Reparameterize;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Second derivatives through definitions whose inputs coincide or depend on one another. */
class DefinitionsTest {
  private static final double X = 0.3;
  private final Input x = Input.feed("x", TensorType.of(DType.F64, 1));

  /** f = ½·(eˣ − 1 − x + x²), so f″ = ½·eˣ + 1. */
  @Test
  void oneValueAsBothInputs() {
    assertEquals(0.5 * Math.exp(X) + 1, second(GaussianKl.of(x, x)), 1e-12);
  }

  /** f = x + e^(½·x)·x, so f″ = e^(½·x)·(1 + ¼·x). */
  @Test
  void oneValueAsEveryInput() {
    assertEquals(Math.exp(0.5 * X) * (1 + 0.25 * X), second(Reparameterize.of(x, x, x)), 1e-12);
  }

  /** The divergence of a draw: with z = x + e^(½·x)·x, f = ½·(eˣ − 1 − x + z²). */
  @Test
  void anInputMadeFromAnother() {
    double root = Math.exp(0.5 * X);
    double z = X + root * X;
    double slope = 1 + root * (1 + 0.5 * X);
    double bend = root * (1 + 0.25 * X);
    double expected = 0.5 * Math.exp(X) + slope * slope + z * bend;
    assertEquals(expected, second(GaussianKl.of(Reparameterize.of(x, x, x), x)), 1e-12);
  }

  private double second(Value function) {
    Value first = Gradients.of(Sum.all(function), List.of(x)).get(0);
    Value second = Gradients.of(Sum.all(first), List.of(x)).get(0);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment point = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, X);
      Eager eager = new Eager(Tiers.of("cpu").only("ref"), Workers.caller());
      MemorySegment value = eager.run(Graph.of(second), input -> point, arena).get(second);
      return value.get(ValueLayout.JAVA_DOUBLE, 0);
    }
  }
}
