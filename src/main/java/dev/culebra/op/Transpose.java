package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The axes in another order: axis {@code i} of the output is axis {@code permutation[i]} of the
 * input.
 *
 * @param permutation every axis once
 */
public record Transpose(List<Integer> permutation) implements Op {
  public Transpose {
    permutation = List.copyOf(permutation);
  }

  public static Value of(Value value, List<Integer> permutation) {
    Transpose op = new Transpose(permutation);
    List<Integer> still = IntStream.range(0, value.shape().rank()).boxed().toList();
    return permutation.equals(still) ? value : Node.apply(op, value);
  }

  /** Two axes exchanged; negative ones count from the end. */
  public static Value swap(Value value, int first, int second) {
    List<Integer> order =
        new ArrayList<>(IntStream.range(0, value.shape().rank()).boxed().toList());
    Collections.swap(order, value.shape().axis(first), value.shape().axis(second));
    return of(value, order);
  }

  @Override
  public String name() {
    return "transpose";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Shape shape = inputs.get(0).shape();
    Rule.require(
        permutation.stream()
            .sorted()
            .toList()
            .equals(IntStream.range(0, shape.rank()).boxed().toList()),
        this,
        permutation + " is not an order of the axes",
        inputs);
    int[] sizes = permutation.stream().mapToInt(shape::size).toArray();
    return List.of(inputs.get(0).withShape(Shape.of(sizes)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    List<Integer> inverse =
        IntStream.range(0, permutation.size()).mapToObj(permutation::indexOf).toList();
    return new Value[] {of(backward.gradient(), inverse)};
  }
}
