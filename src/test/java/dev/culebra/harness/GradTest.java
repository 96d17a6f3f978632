package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.cases.AllCases;
import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
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
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * First and second derivatives of every smooth case along a random direction, against central
 * differences, on the reference in float64.
 */
class GradTest {
  private static final double STEP = 1e-6;
  private static final double RELATIVE = 2e-6;

  private final Eager eager = new Eager(Tiers.of("cpu").only("ref"), Workers.caller());

  @TestFactory
  Stream<DynamicTest> derivatives() {
    return AllCases.all()
        .filter(Case::smooth)
        .filter(test -> test.signature().outputs().stream().allMatch(t -> t.elements() > 0))
        .flatMap(
            test ->
                Stream.of(1, 2)
                    .map(
                        order ->
                            DynamicTest.dynamicTest(
                                test + ", order " + order, () -> check(test, order))));
  }

  private void check(Case test, int order) {
    SplittableRandom random = Seed.random(test + "grad");
    try (Arena arena = Arena.ofConfined()) {
      List<TensorType> types = test.doubleSignature().inputs();
      List<MemorySegment> point = Tensors.fill(test, types, random, arena);
      List<Input> inputs = new ArrayList<>();
      for (TensorType type : types) {
        inputs.add(Input.feed("x" + inputs.size(), type));
      }
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      for (int i = 0; i < inputs.size(); i++) {
        given.put(inputs.get(i), point.get(i));
      }
      List<Input> moving =
          inputs.stream().filter(input -> input.type().dtype() == DType.F64).toList();
      Node node = Node.record(test.op(), inputs.toArray(Value[]::new));
      Value function = weighted(List.<Value>copyOf(node.outputs()), random, arena);
      if (order == 2) {
        function = weighted(Gradients.of(function, moving), random, arena);
      }
      compareWithDifferences(function, moving, given, random, arena);
    }
  }

  /** {@code Σ outputs·weights} with random constant weights. */
  private static Value weighted(List<Value> outputs, SplittableRandom random, Arena arena) {
    Value total = null;
    for (Value output : outputs) {
      if (output.type().dtype() != DType.F64) {
        continue;
      }
      Value weights = Input.constant("w", output.type(), normal(output.type(), random, arena));
      Value term = Sum.all(Multiply.of(output, weights));
      total = total == null ? term : Add.of(total, term);
    }
    return total;
  }

  private void compareWithDifferences(
      Value function,
      List<Input> moving,
      Map<Input, MemorySegment> given,
      SplittableRandom random,
      Arena arena) {
    List<Value> gradients = Gradients.of(function, moving);
    Map<Value, MemorySegment> values =
        eager.run(Graph.of(gradients.toArray(Value[]::new)), given::get, arena);
    double predicted = 0;
    double scale = 1;
    Map<Input, MemorySegment> up = new IdentityHashMap<>(given);
    Map<Input, MemorySegment> down = new IdentityHashMap<>(given);
    for (int i = 0; i < moving.size(); i++) {
      TensorType type = moving.get(i).type();
      MemorySegment direction = normal(type, random, arena);
      double[] gradient = Tensors.read(type, values.get(gradients.get(i)));
      for (int e = 0; e < gradient.length; e++) {
        double term = gradient[e] * Tensors.get(DType.F64, direction, e);
        predicted += term;
        scale += Math.abs(term);
      }
      up.put(moving.get(i), moved(type, given.get(moving.get(i)), direction, STEP, arena));
      down.put(moving.get(i), moved(type, given.get(moving.get(i)), direction, -STEP, arena));
    }
    double above = evaluate(function, up, arena);
    double below = evaluate(function, down, arena);
    double measured = (above - below) / (2 * STEP);
    // Central differences lose about eps·|f|/step to rounding.
    double rounding = 1e-15 * (Math.abs(above) + 1) / STEP;
    assertEquals(measured, predicted, RELATIVE * scale + rounding);
  }

  private double evaluate(Value function, Map<Input, MemorySegment> given, Arena arena) {
    if (!(function instanceof Result)) {
      throw new IllegalStateException("nothing to differentiate");
    }
    return Tensors.get(
        DType.F64, eager.run(Graph.of(function), given::get, arena).get(function), 0);
  }

  private static MemorySegment normal(TensorType type, SplittableRandom random, Arena arena) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      Tensors.set(type.dtype(), segment, i, random.nextGaussian());
    }
    return segment;
  }

  private static MemorySegment moved(
      TensorType type, MemorySegment point, MemorySegment direction, double step, Arena arena) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      double value =
          Tensors.get(type.dtype(), point, i) + step * Tensors.get(type.dtype(), direction, i);
      Tensors.set(type.dtype(), segment, i, value);
    }
    return segment;
  }
}
