package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sum over some axes, which keep size 1 in the output. The sum over nothing (an axis of size 0) is
 * 0. Sums of i32 and i64 keep the type and, where they overflow, the lower bits; u8 is to be cast
 * first.
 *
 * @param axes distinct axes counted from 0, rising
 */
public record Sum(List<Integer> axes) implements Op {
  public Sum {
    axes = axes.stream().distinct().sorted().toList();
  }

  /** Sum over axes (negative ones count from the end), which keep size 1. */
  public static Value of(Value value, List<Integer> axes) {
    List<Integer> resolved = axes.stream().map(value.shape()::axis).toList();
    return resolved.isEmpty() ? value : Node.apply(new Sum(resolved), value);
  }

  /** Sum over every axis, as a scalar. */
  public static Value all(Value value) {
    List<Integer> axes = IntStream.range(0, value.shape().rank()).boxed().toList();
    return Reshape.of(of(value, axes), Shape.SCALAR);
  }

  /** Sum over all axes but the first, as {@code [N]}: the usual per-sample total. */
  public static Value perSample(Value value) {
    List<Integer> axes = IntStream.range(1, value.shape().rank()).boxed().toList();
    return Reshape.of(of(value, axes), Shape.of(value.shape().size(0)));
  }

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    DType dtype = inputs.get(0).dtype();
    Rule.require(dtype != DType.U8, this, "u8 has no sum; cast it", inputs);
    Shape shape = inputs.get(0).shape();
    for (int axis : axes) {
      Rule.require(
          Rule.hasAxis(inputs.get(0), axis), this, "axis " + axis + " is outside the rank", inputs);
      shape = shape.with(axis, 1);
    }
    return List.of(inputs.get(0).withShape(shape));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Broadcast.of(backward.gradient(), backward.input(0).shape())};
  }
}
