package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * Where along an axis the largest element lies; see {@link Position}.
 *
 * @param axis counted from 0
 */
public record ArgMax(int axis) implements Position {
  /** Along an axis (a negative one counts from the end), which keeps size 1. */
  public static Value of(Value value, int axis) {
    return Node.apply(new ArgMax(value.shape().axis(axis)), value);
  }

  @Override
  public String name() {
    return "arg_max";
  }
}
