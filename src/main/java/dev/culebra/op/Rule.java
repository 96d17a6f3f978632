package dev.culebra.op;

import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** The checks that shape rules share. Messages read {@code [op] fact; fact} with the types. */
final class Rule {
  private Rule() {}

  static void arity(Op op, List<TensorType> inputs, int count) {
    require(inputs.size() == count, op, inputs.size() + " inputs; " + count + " expected", inputs);
  }

  static void floating(Op op, List<TensorType> inputs, int index) {
    TensorType type = inputs.get(index);
    require(
        type.dtype().isFloating(), op, type.dtype().label() + " has no arithmetic here", inputs);
  }

  static void dtype(Op op, List<TensorType> inputs, int index, DType dtype) {
    require(
        inputs.get(index).dtype() == dtype,
        op,
        "input " + index + " is " + inputs.get(index).dtype().label() + "; needs " + dtype.label(),
        inputs);
  }

  static void sameDtype(Op op, List<TensorType> inputs, int first, int second) {
    DType left = inputs.get(first).dtype();
    DType right = inputs.get(second).dtype();
    require(left == right, op, "types differ: " + left.label() + " and " + right.label(), inputs);
  }

  static void sameType(Op op, List<TensorType> inputs, int first, int second) {
    TensorType left = inputs.get(first);
    TensorType right = inputs.get(second);
    require(left.equals(right), op, "types differ: " + left + " and " + right, inputs);
  }

  static void rank(Op op, List<TensorType> inputs, int index, int rank) {
    int actual = inputs.get(index).shape().rank();
    require(actual == rank, op, "input " + index + " has rank " + actual + ", not " + rank, inputs);
  }

  static void scalar(Op op, List<TensorType> inputs, int index) {
    rank(op, inputs, index, 0);
  }

  /** Learning rates and the like, which change while a step is replayed: an f32 vector. */
  static void rates(Op op, List<TensorType> inputs, int index, int count) {
    TensorType needed = TensorType.f32(count);
    require(inputs.get(index).equals(needed), op, "rates must be " + needed, inputs);
  }

  /** A flag that says whether an update takes place: an f32 scalar. */
  static void flag(Op op, List<TensorType> inputs, int index) {
    require(inputs.get(index).equals(TensorType.f32()), op, "the flag must be f32[]", inputs);
  }

  /**
   * The types of an update's outputs, parameter and moments. Its inputs are parameter, gradient and
   * moments of one type, one rate, and the flag.
   */
  static List<TensorType> update(Op op, List<TensorType> inputs, int moments) {
    arity(op, inputs, moments + 4);
    floating(op, inputs, 0);
    for (int i = 1; i < moments + 2; i++) {
      sameType(op, inputs, 0, i);
    }
    rates(op, inputs, moments + 2, 1);
    flag(op, inputs, moments + 3);
    return Collections.nCopies(moments + 1, inputs.get(0));
  }

  /** At least one input, all of them f32. */
  static void allSingle(Op op, List<TensorType> inputs) {
    require(!inputs.isEmpty(), op, "no inputs", inputs);
    for (int i = 0; i < inputs.size(); i++) {
      dtype(op, inputs, i, DType.F32);
    }
  }

  /** The state of a random draw: {seed, step, offset of the first element}. */
  static void counter(Op op, List<TensorType> inputs, int index) {
    TensorType counter = TensorType.of(DType.I64, 3);
    require(inputs.get(index).equals(counter), op, "the counter must be " + counter, inputs);
  }

  /** The type of one number per sample of an input {@code [N,…]}. */
  static TensorType perSample(Op op, List<TensorType> inputs, int index) {
    TensorType type = inputs.get(index);
    require(type.shape().rank() >= 1, op, "no axis of samples", inputs);
    return type.withShape(Shape.of(type.shape().size(0)));
  }

  /** What is left of a shape {@code […,K]} whose last axis holds K classes, at least one. */
  static Shape classes(Op op, List<TensorType> inputs, int index) {
    Shape shape = inputs.get(index).shape();
    require(shape.rank() >= 1, op, "no axis of classes", inputs);
    require(shape.size(-1) > 0, op, "no classes", inputs);
    return shape.range(0, shape.rank() - 1);
  }

  /** Whether the type has the axis, counted from 0. */
  static boolean hasAxis(TensorType type, int axis) {
    return 0 <= axis && axis < type.shape().rank();
  }

  static Shape broadcast(Op op, List<TensorType> inputs, int first, int second) {
    Shape common = Shape.broadcast(inputs.get(first).shape(), inputs.get(second).shape());
    require(common != null, op, "shapes do not broadcast", inputs);
    return common;
  }

  static void require(boolean holds, Op op, String fact, List<TensorType> inputs) {
    if (!holds) {
      throw new OpException(op.name(), fact + ": " + types(inputs));
    }
  }

  static String types(List<TensorType> inputs) {
    return inputs.stream().map(TensorType::toString).collect(Collectors.joining(" x "));
  }
}
