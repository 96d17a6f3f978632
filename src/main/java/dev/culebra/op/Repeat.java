package dev.culebra.op;

import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import java.util.Arrays;
import java.util.List;

/** Repetition along axes, composed of reshapes and broadcasts; for any element type. */
public final class Repeat {
  private Repeat() {}

  /** The whole tensor over and over, {@code counts[i]} times along axis {@code i}. */
  public static Value tile(Value value, List<Integer> counts) {
    if (counts.size() != value.shape().rank()) {
      throw new OpException("repeat", "needs a count for each axis: " + value.type());
    }
    Value result = value;
    for (int axis = 0; axis < counts.size(); axis++) {
      result = stretch(result, axis, axis, counts.get(axis));
    }
    return result;
  }

  /** Each element {@code count} times in a row along an axis; negative ones count from the end. */
  public static Value each(Value value, int axis, int count) {
    int resolved = value.shape().axis(axis);
    return stretch(value, resolved, resolved + 1, count);
  }

  /** Puts an axis of size {@code count} at {@code place}, and joins it with {@code axis}. */
  private static Value stretch(Value value, int axis, int place, int count) {
    if (count < 0) {
      throw new OpException("repeat", "count " + count + " is negative: " + value.type());
    }
    Shape shape = value.shape();
    if (count == 1) {
      return value;
    }
    Shape one = insert(shape, place, 1);
    Value repeated = Broadcast.of(Reshape.of(value, one), insert(shape, place, count));
    return Reshape.of(repeated, shape.with(axis, Math.multiplyExact(shape.size(axis), count)));
  }

  private static Shape insert(Shape shape, int place, int size) {
    int[] sizes = Arrays.copyOf(shape.sizes(), shape.rank() + 1);
    System.arraycopy(shape.sizes(), place, sizes, place + 1, shape.rank() - place);
    sizes[place] = size;
    return Shape.of(sizes);
  }
}
