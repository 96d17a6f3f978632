package dev.culebra.op;

import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * What recurrent layers need where the sequences of a batch {@code [N,L,H]} end at different steps,
 * {@code lengths i32[N]} from 1 to L. A layer that looks backwards only may run over what lies
 * behind the ends, if nobody reads it.
 */
public final class SequenceEnds {
  private SequenceEnds() {}

  /** Zero behind the ends. */
  public static Value cut(Value sequence, Value lengths) {
    Value inside = Greater.of(column(lengths), steps(sequence.shape().size(1)));
    return Select.of(inside, sequence, zero(sequence));
  }

  /** The element at each sequence's last step: {@code [N,L,H] -> [N,H]}. */
  public static Value last(Value sequence, Value lengths) {
    Shape shape = sequence.shape();
    Value isLast = Equal.of(column(lengths), followers(shape.size(1)));
    Value only = Sum.of(Select.of(isLast, sequence, zero(sequence)), List.of(1));
    return Reshape.of(only, Shape.of(shape.size(0), shape.size(2)));
  }

  private static Value zero(Value like) {
    return Fill.of(like.type().withShape(Shape.SCALAR), 0);
  }

  private static Value column(Value lengths) {
    return Reshape.of(lengths, Shape.of(lengths.shape().size(0), 1, 1));
  }

  /** 0, 1, 2, … along the axis of steps. */
  private static Value steps(int length) {
    return range(0, length);
  }

  /** 1, 2, 3, …: the length of a sequence that ends at the step. */
  private static Value followers(int length) {
    return range(1, length);
  }

  private static Value range(int first, int count) {
    TensorType type = TensorType.of(DType.I32, 1, count, 1);
    MemorySegment data = Arena.ofAuto().allocate(type.bytes(), 64);
    for (int i = 0; i < count; i++) {
      data.setAtIndex(ValueLayout.JAVA_INT, i, first + i);
    }
    return Input.constant("steps", type, data);
  }
}
