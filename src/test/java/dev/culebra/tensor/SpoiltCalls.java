package dev.culebra.tensor;

import dev.culebra.ir.Op;
import dev.culebra.op.AllFinite;
import dev.culebra.op.AllReduceEnd;
import dev.culebra.op.AllReduceStart;
import dev.culebra.op.ClipValues;
import dev.culebra.op.Concat;
import dev.culebra.op.GlobalNorm;
import dev.culebra.op.GruSequence;
import dev.culebra.op.LstmSequence;
import dev.culebra.op.ReverseSequence;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A call's input types, spoilt in every way that is a change of one of them. */
final class SpoiltCalls {
  /** Operations that take any number of inputs. */
  private static final Set<Class<?>> FREE_IN_NUMBER =
      Set.of(
          AllFinite.class,
          AllReduceEnd.class,
          AllReduceStart.class,
          ClipValues.class,
          Concat.class,
          GlobalNorm.class);

  /** Operations whose last input, the lengths of sequences, may be left out. */
  private static final Set<Class<?>> LENGTHS_IF_ANY =
      Set.of(GruSequence.class, LstmSequence.class, ReverseSequence.class);

  private SpoiltCalls() {}

  /** Input types in a number that cannot fit; none for operations that take any. */
  static List<List<TensorType>> ofWrongNumber(Op op, List<TensorType> types) {
    // Updates take groups of parameters of any number.
    if (FREE_IN_NUMBER.contains(op.getClass()) || op.name().endsWith("_step")) {
      return List.of();
    }
    List<TensorType> more = new ArrayList<>(types);
    more.add(TensorType.f32(2, 3));
    if (LENGTHS_IF_ANY.contains(op.getClass())) {
      more.add(TensorType.f32(2, 3));
      return List.of(more, List.of());
    }
    return types.isEmpty()
        ? List.of(more)
        : List.of(more, types.subList(0, types.size() - 1), List.of());
  }

  /** Input types one of which has another element type, rank or size; some may fit. */
  static List<List<TensorType>> ofAnotherType(List<TensorType> types) {
    List<List<TensorType>> calls = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      TensorType type = types.get(i);
      Shape shape = type.shape();
      for (DType dtype : DType.values()) {
        calls.add(with(types, i, type.withDtype(dtype)));
      }
      calls.add(with(types, i, type.withShape(shape.append(2))));
      if (shape.rank() > 0) {
        calls.add(with(types, i, type.withShape(shape.range(1, shape.rank()))));
      }
      for (int axis = 0; axis < shape.rank(); axis++) {
        calls.add(with(types, i, type.withShape(shape.with(axis, shape.size(axis) + 1))));
        calls.add(with(types, i, type.withShape(shape.with(axis, 0))));
      }
    }
    return calls;
  }

  private static List<TensorType> with(List<TensorType> types, int place, TensorType type) {
    List<TensorType> changed = new ArrayList<>(types);
    changed.set(place, type);
    return changed;
  }
}
