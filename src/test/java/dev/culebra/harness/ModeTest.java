package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.culebra.cases.AllCases;
import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Precision;
import dev.culebra.op.Multiply;
import dev.culebra.op.Sum;
import dev.culebra.par.Workers;
import dev.culebra.plan.PlanOptions;
import dev.culebra.run.Bound;
import dev.culebra.run.Device;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Eager, planned without sharing memory, and fully planned give the same bytes, gradients too. */
class ModeTest {
  @TestFactory
  Stream<DynamicTest> modes() {
    return Stream.of(Precision.F32, Precision.BF16)
        .flatMap(
            precision ->
                AllCases.at(precision)
                    .map(
                        test ->
                            DynamicTest.dynamicTest(
                                test + " in " + precision.label(), () -> check(test, precision))));
  }

  private static void check(Case test, Precision precision) {
    List<TensorType> types = test.signature().inputs();
    List<Input> inputs = new ArrayList<>();
    for (TensorType type : types) {
      inputs.add(Input.feed("x" + inputs.size(), type));
    }
    Graph graph = Graph.of(withGradients(test, inputs).toArray(Value[]::new));
    Tiers tiers = Tiers.of("cpu").at(precision);
    try (Arena arena = Arena.ofShared();
        Device device = Device.of(tiers, Workers.caller())) {
      List<MemorySegment> data = Tensors.fill(test, types, Seed.random(test + "mode"), arena);
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      for (int i = 0; i < data.size(); i++) {
        given.put(inputs.get(i), data.get(i));
      }
      Map<Value, MemorySegment> expected =
          new Eager(tiers, Workers.caller()).run(graph, given::get, arena);
      for (PlanOptions options : List.of(PlanOptions.NONE, PlanOptions.UNFUSED, PlanOptions.FULL)) {
        try (Bound bound = Bound.of(device, device.plan(graph, options), input -> null)) {
          // Twice: a plan must not depend on what its slab held before.
          for (int run = 0; run < 2; run++) {
            given.forEach(
                (input, bytes) -> {
                  if (bound.reads(input)) {
                    bound.feed(input).copyFrom(bytes);
                  }
                });
            bound.run();
            for (int i = 0; i < graph.outputs().size(); i++) {
              Value output = graph.outputs().get(i);
              assertEquals(
                  -1,
                  expected.get(output).mismatch(bound.output(i)),
                  "output " + i + " " + output + " in run " + run + " with " + options);
            }
          }
        }
      }
    }
  }

  private static List<Value> withGradients(Case test, List<Input> inputs) {
    Node node = Node.record(test.op(), inputs.toArray(Value[]::new));
    List<Value> outputs = new ArrayList<>(node.outputs());
    List<Input> moving =
        inputs.stream().filter(input -> input.type().dtype() == DType.F32).toList();
    Value first = node.output(0);
    if (test.smooth() && first.type().dtype() == DType.F32) {
      outputs.addAll(Gradients.of(Sum.all(Multiply.of(first, first)), moving));
    }
    return outputs;
  }
}
