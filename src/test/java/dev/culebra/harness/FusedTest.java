package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.grad.Gradients;
import dev.culebra.ir.GradientOp;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every fused operation against its unfused definition, values and gradients, on the fastest tier.
 */
class FusedTest {
  private final Eager eager = new Eager(Tiers.of("cpu"), Workers.caller());

  @TestFactory
  Stream<DynamicTest> definitions() {
    return AllCases.all()
        .filter(test -> !(test.op() instanceof GradientOp))
        .filter(test -> test.op().unfused(List.copyOf(feeds(test))) != null)
        .map(test -> DynamicTest.dynamicTest(test.toString(), () -> check(test)));
  }

  private void check(Case test) {
    List<Input> inputs = feeds(test);
    List<Value> fused = List.copyOf(Node.record(test.op(), inputs.toArray(Value[]::new)).outputs());
    List<Value> definition = test.op().unfused(List.copyOf(inputs));
    List<Value> left = withGradients(test, fused, inputs);
    List<Value> right = withGradients(test, definition, inputs);
    List<Value> both = new ArrayList<>(left);
    both.addAll(right);
    try (Arena arena = Arena.ofConfined()) {
      List<TensorType> types = test.signature().inputs();
      List<MemorySegment> data = Tensors.fill(test, types, Seed.random(test + "fused"), arena);
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      double bound = 1;
      for (int i = 0; i < data.size(); i++) {
        given.put(inputs.get(i), data.get(i));
        if (types.get(i).dtype() == DType.F32) {
          bound = Math.max(bound, Tensors.magnitude(Tensors.read(types.get(i), data.get(i))));
        }
      }
      Graph graph = Graph.of(both.toArray(Value[]::new));
      Map<Value, MemorySegment> values = eager.run(graph, given::get, arena);
      // A gradient's terms are as large as the largest gradient, also where they cancel in a sum.
      for (Value value : right) {
        double[] elements = Tensors.read(value.type(), given(values, given, value));
        bound = Math.max(bound, Tensors.magnitude(elements));
      }
      for (int i = 0; i < left.size(); i++) {
        TensorType type = left.get(i).type();
        double[] want = Tensors.read(type, given(values, given, right.get(i)));
        double[] got = Tensors.read(type, given(values, given, left.get(i)));
        compare(test, i, want, got, bound);
      }
    }
  }

  private static MemorySegment given(
      Map<Value, MemorySegment> values, Map<Input, MemorySegment> given, Value value) {
    return value instanceof Input input ? given.get(input) : values.get(value);
  }

  private static void compare(Case test, int output, double[] want, double[] got, double largest) {
    double bound = largest * Math.sqrt(test.terms());
    for (int i = 0; i < want.length; i++) {
      boolean close =
          test.tolerance() == Tolerance.EXACT
              ? Double.compare(got[i], want[i]) == 0
              : Tolerance.REDUCTION.accepts((float) got[i], (float) want[i], bound);
      assertTrue(close, "value " + output + " element " + i + ": " + got[i] + ", not " + want[i]);
    }
  }

  /** The outputs, then the gradients of the first output's square. */
  private static List<Value> withGradients(Case test, List<Value> outputs, List<Input> inputs) {
    List<Value> values = new ArrayList<>(outputs);
    if (test.smooth()) {
      Value[] seeds = new Value[outputs.size()];
      seeds[0] = outputs.get(0);
      List<Input> moving =
          inputs.stream().filter(input -> input.type().dtype() == DType.F32).toList();
      values.addAll(Gradients.of(outputs, Arrays.asList(seeds), moving));
    }
    return values;
  }

  private static List<Input> feeds(Case test) {
    return test.inputs().stream().map(argument -> Input.feed("x", argument.type())).toList();
  }
}
