package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** 1 where {@code left <= right}, else 0 (NaN compares false), as u8, under broadcasting. */
public record LessEqual() implements Comparison {
  public static Value of(Value left, Value right) {
    return Node.apply(new LessEqual(), left, right);
  }

  @Override
  public String name() {
    return "less_equal";
  }
}
