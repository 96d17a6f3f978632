package dev.culebra.grad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.culebra.harness.Tensors;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.op.Multiply;
import dev.culebra.op.RoundStraightThrough;
import dev.culebra.op.StopGradient;
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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Gradients that by intent are not derivatives, so that differences cannot check them. At x = (0.3,
 * −1.7, 2.5), of f(x)·x summed.
 */
class StoppedTest {
  private static final double[] POINT = {0.3, -1.7, 2.5};
  private final Input x = Input.feed("x", TensorType.of(DType.F64, 3));

  /** f = x held, so the gradient is x held, and its own gradient 0. */
  @Test
  void nothingPassesAStop() {
    assertArrayEquals(POINT, first(StopGradient::of));
    assertArrayEquals(new double[] {0, 0, 0}, second(StopGradient::of));
  }

  /** f = round x with slope 1, so the gradient is round x + x, and again 1 + 1. */
  @Test
  void roundingIsPassedStraight() {
    assertArrayEquals(new double[] {0.3, -3.7, 4.5}, first(RoundStraightThrough::of), 1e-15);
    assertArrayEquals(new double[] {2, 2, 2}, second(RoundStraightThrough::of));
  }

  private double[] first(UnaryOperator<Value> function) {
    return evaluate(slope(function));
  }

  private double[] second(UnaryOperator<Value> function) {
    return evaluate(Gradients.of(Sum.all(slope(function)), List.of(x)).get(0));
  }

  private Value slope(UnaryOperator<Value> function) {
    return Gradients.of(Sum.all(Multiply.of(function.apply(x), x)), List.of(x)).get(0);
  }

  private double[] evaluate(Value value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment point = arena.allocateFrom(ValueLayout.JAVA_DOUBLE, POINT);
      Eager eager = new Eager(Tiers.of("cpu").only("ref"), Workers.caller());
      return Tensors.read(
          value.type(), eager.run(Graph.of(value), input -> point, arena).get(value));
    }
  }
}
