package dev.culebra.op;

import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/** The adjoint of broadcasting: sums over the axes along which a shape was stretched. */
final class Unbroadcast {
  private Unbroadcast() {}

  /** Sums {@code value} down to {@code target}, from which it could have been broadcast. */
  static Value of(Value value, Shape target) {
    Shape shape = value.shape();
    if (shape.equals(target)) {
      return value;
    }
    int added = shape.rank() - target.rank();
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (axis < added || (target.size(axis - added) == 1 && shape.size(axis) != 1)) {
        axes.add(axis);
      }
    }
    return Reshape.of(Sum.of(value, axes), target);
  }
}
