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
  /** Of types that a message lists. */
  private static final int MOST = 12;

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

  /** A flag that says whether an update takes place: an f32 scalar. */
  static void flag(Op op, List<TensorType> inputs, int index) {
    require(inputs.get(index).equals(TensorType.f32()), op, "the flag must be f32[]", inputs);
  }

  /**
   * The types of the outputs of an optimizer's step for N tensors: N parameters, N of each moment.
   * Its inputs are N parameters, N gradients and N of each moment, those of a tensor of one type;
   * then f32 rates, which change while a step is replayed, and the f32 scale of the gradients.
   */
  static List<TensorType> step(Op op, List<TensorType> inputs, int moments, int rates) {
    int tensors = tensors(op, inputs, moments + 2, 2);
    int last = inputs.size() - 1;
    TensorType needed = TensorType.f32(rates);
    require(inputs.get(last - 1).equals(needed), op, "rates must be " + needed, inputs);
    require(inputs.get(last).equals(TensorType.f32()), op, "the scale must be f32[]", inputs);
    List<TensorType> parameters = inputs.subList(0, tensors);
    return Collections.nCopies(moments + 1, parameters).stream().flatMap(List::stream).toList();
  }

  /**
   * The number N of tensors, at least 1, of an operation that has several kinds of input for each,
   * ordered kind by kind, and then {@code shared} inputs.
   */
  static int tensors(Op op, List<TensorType> inputs, int kinds, int shared) {
    int each = inputs.size() - shared;
    int tensors = each / kinds;
    String wanted = inputs.size() + " inputs; " + kinds + " for each tensor and " + shared;
    require(tensors > 0 && each % kinds == 0, op, wanted + " expected", inputs);
    for (int input = 0; input < each; input++) {
      floating(op, inputs, input);
      sameType(op, inputs, input % tensors, input);
    }
    return tensors;
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

  /** Output of a gradient {@code [N,…]}: of two operands of its type, and a number per sample. */
  static List<TensorType> sampleGradient(Op op, List<TensorType> inputs) {
    arity(op, inputs, 3);
    floating(op, inputs, 0);
    sameType(op, inputs, 0, 1);
    TensorType sample = perSample(op, inputs, 0);
    require(inputs.get(2).equals(sample), op, "the gradient must be " + sample, inputs);
    return inputs.subList(0, 1);
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

  /**
   * The output types of the operation that a call is the gradient of.
   *
   * @param given those of the call's inputs that are the other operation's
   */
  static List<TensorType> forward(
      Op op, Op forward, List<TensorType> given, List<TensorType> inputs) {
    try {
      return forward.infer(given);
    } catch (OpException failure) {
      throw new OpException(
          op.name(), "no gradient of " + failure.getMessage() + ": " + types(inputs));
    }
  }

  /** The types, or the first of very many. */
  static String types(List<TensorType> inputs) {
    String first =
        inputs.stream().limit(MOST).map(TensorType::toString).collect(Collectors.joining(" x "));
    return inputs.size() <= MOST ? first : first + " x ... (" + inputs.size() + " inputs)";
  }
}
