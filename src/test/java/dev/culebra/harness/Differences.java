package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Multiply;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Derivatives along a random direction against central differences, in float64 on the reference.
 *
 * @param inputs in a fixed order; those in float64 move
 * @param point their elements
 * @param random draws weights of the outputs and the direction
 * @param arena owns what is computed
 */
public record Differences(
    List<Input> inputs, Map<Input, MemorySegment> point, RandomGenerator random, Arena arena) {
  private static final double STEP = 1e-6;
  private static final double RELATIVE = 2e-6;
  private static final Eager EAGER = new Eager(Tiers.of("cpu").only("ref"), Workers.caller());

  /** Checks the derivatives of values of an order, 1 or 2. */
  public void check(List<Value> values, int order) {
    List<Input> moving =
        inputs.stream().filter(input -> input.type().dtype() == DType.F64).toList();
    Value function = weighted(values);
    if (order == 2) {
      function = weighted(Gradients.of(function, moving));
    }
    compare(function, moving);
  }

  /** {@code Σ values·weights} with random constant weights. */
  private Value weighted(List<Value> values) {
    Value total = null;
    for (Value value : values) {
      if (value.type().dtype() != DType.F64) {
        continue;
      }
      Value weights = Input.constant("w", value.type(), normal(value.type()));
      Value term = Sum.all(Multiply.of(value, weights));
      total = total == null ? term : Add.of(total, term);
    }
    return total;
  }

  private void compare(Value function, List<Input> moving) {
    List<Value> gradients = Gradients.of(function, moving);
    Map<Value, MemorySegment> values =
        EAGER.run(Graph.of(gradients.toArray(Value[]::new)), point::get, arena);
    double predicted = 0;
    double scale = 1;
    Map<Input, MemorySegment> up = new IdentityHashMap<>(point);
    Map<Input, MemorySegment> down = new IdentityHashMap<>(point);
    for (int i = 0; i < moving.size(); i++) {
      TensorType type = moving.get(i).type();
      MemorySegment direction = normal(type);
      double[] gradient = Tensors.read(type, values.get(gradients.get(i)));
      for (int e = 0; e < gradient.length; e++) {
        double term = gradient[e] * Tensors.get(DType.F64, direction, e);
        predicted += term;
        scale += Math.abs(term);
      }
      up.put(moving.get(i), moved(type, point.get(moving.get(i)), direction, STEP));
      down.put(moving.get(i), moved(type, point.get(moving.get(i)), direction, -STEP));
    }
    double above = evaluate(function, up);
    double below = evaluate(function, down);
    double measured = (above - below) / (2 * STEP);
    // Central differences lose about eps·|f|/step to rounding.
    double rounding = 1e-15 * (Math.abs(above) + 1) / STEP;
    assertEquals(measured, predicted, RELATIVE * scale + rounding);
  }

  private double evaluate(Value function, Map<Input, MemorySegment> given) {
    if (!(function instanceof Result)) {
      throw new IllegalStateException("nothing to differentiate");
    }
    MemorySegment value = EAGER.run(Graph.of(function), given::get, arena).get(function);
    return Tensors.get(DType.F64, value, 0);
  }

  private MemorySegment normal(TensorType type) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      Tensors.set(type.dtype(), segment, i, random.nextGaussian());
    }
    return segment;
  }

  private MemorySegment moved(
      TensorType type, MemorySegment from, MemorySegment direction, double step) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      double value =
          Tensors.get(type.dtype(), from, i) + step * Tensors.get(type.dtype(), direction, i);
      Tensors.set(type.dtype(), segment, i, value);
    }
    return segment;
  }
}
