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

/**
 * Every {@code step}-th element from {@code start} (inclusive) to {@code stop} (exclusive) along
 * each axis.
 *
 * @param starts one per axis, from 0
 * @param stops one per axis, at least the start and at most the size
 * @param steps one per axis, at least 1
 */
public record Slice(List<Integer> starts, List<Integer> stops, List<Integer> steps) implements Op {
  public Slice {
    starts = List.copyOf(starts);
    stops = List.copyOf(stops);
    steps = List.copyOf(steps);
  }

  public static Value of(
      Value value, List<Integer> starts, List<Integer> stops, List<Integer> steps) {
    Slice op = new Slice(starts, stops, steps);
    List<TensorType> types = op.infer(List.of(value.type()));
    return types.get(0).equals(value.type()) ? value : Node.apply(op, value);
  }

  /** A range of one axis (negative ones count from the end); the others whole. */
  public static Value along(Value value, int axis, int start, int stop) {
    int rank = value.shape().rank();
    int resolved = value.shape().axis(axis);
    List<Integer> starts = new ArrayList<>(Collections.nCopies(rank, 0));
    List<Integer> stops = new ArrayList<>();
    for (int size : value.shape().sizes()) {
      stops.add(size);
    }
    starts.set(resolved, start);
    stops.set(resolved, stop);
    return of(value, starts, stops, Collections.nCopies(rank, 1));
  }

  @Override
  public String name() {
    return "slice";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Shape shape = inputs.get(0).shape();
    int rank = shape.rank();
    Rule.require(
        starts.size() == rank && stops.size() == rank && steps.size() == rank,
        this,
        "needs a start, a stop and a step for each axis",
        inputs);
    for (int axis = 0; axis < rank; axis++) {
      int start = starts.get(axis);
      int stop = stops.get(axis);
      int step = steps.get(axis);
      boolean fits = 0 <= start && start <= stop && stop <= shape.size(axis) && step >= 1;
      Rule.require(
          fits, this, "axis " + axis + " has no " + start + ":" + stop + ":" + step, inputs);
      shape = shape.with(axis, Math.ceilDiv(stop - start, step));
    }
    return List.of(inputs.get(0).withShape(shape));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {SliceGradient.of(backward.gradient(), this, backward.input(0).shape())};
  }
}
