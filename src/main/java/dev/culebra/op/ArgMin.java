package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * Where along an axis the smallest element lies; see {@link Position}.
 *
 * @param axis counted from 0
 */
public record ArgMin(int axis) implements Position {
  /** Along an axis (a negative one counts from the end), which keeps size 1. */
  public static Value of(Value value, int axis) {
    return Node.apply(new ArgMin(value.shape().axis(axis)), value);
  }

  @Override
  public String name() {
    return "arg_min";
  }
}
