package dev.culebra.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

/** Truth tables; every number but 0 is true. */
class LogicalTest {
  private static final Tensor LEFT = Tensor.of(Shape.of(5), 0, 0, 1, 1, 2);
  private static final Tensor RIGHT = Tensor.of(Shape.of(5), 0, 3, 0, 1, 4);

  @Test
  void and() {
    assertArrayEquals(new float[] {0, 0, 0, 1, 1}, join(Logical::and));
  }

  @Test
  void or() {
    assertArrayEquals(new float[] {0, 1, 1, 1, 1}, join(Logical::or));
  }

  @Test
  void not() {
    assertArrayEquals(new float[] {1, 1, 0, 0, 0}, join((left, right) -> Logical.not(left)));
  }

  private static float[] join(BinaryOperator<Value> function) {
    return Tensor.apply(
            values ->
                Cast.of(
                    function.apply(Cast.of(values[0], DType.U8), Cast.of(values[1], DType.U8)),
                    DType.F32),
            LEFT,
            RIGHT)
        .toFloats();
  }
}
