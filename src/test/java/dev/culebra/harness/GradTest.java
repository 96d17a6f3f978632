package dev.culebra.harness;

import dev.culebra.cases.AllCases;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
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
      Node node = Node.record(test.op(), inputs.toArray(Value[]::new));
      new Differences(inputs, given, random, arena).check(List.copyOf(node.outputs()), order);
    }
  }
}
