package dev.culebra.op;

import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;

/** Conditions (u8; not 0 means true) joined into a condition of 0 and 1, under broadcasting. */
public final class Logical {
  private static final TensorType CONDITION = new TensorType(DType.U8, Shape.SCALAR);

  private Logical() {}

  /** Both hold. */
  public static Value and(Value left, Value right) {
    return Select.of(left, truth(right), number(0));
  }

  /** At least one holds. */
  public static Value or(Value left, Value right) {
    return Select.of(left, number(1), truth(right));
  }

  /** It does not hold. */
  public static Value not(Value condition) {
    return Equal.of(condition, number(0));
  }

  private static Value truth(Value condition) {
    return NotEqual.of(condition, number(0));
  }

  private static Value number(int value) {
    return Fill.of(CONDITION, value);
  }
}
