package dev.culebra.harness;

import dev.culebra.cases.Compositions;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.tensor.Safetensors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** First and second derivatives of every composition, at the golden points, in float64. */
class CompositionGradTest {
  @TestFactory
  Stream<DynamicTest> derivatives() {
    return Compositions.ALL.keySet().stream().sorted().flatMap(CompositionGradTest::cases);
  }

  private static Stream<DynamicTest> cases(String operation) {
    try (Safetensors golden = open(operation)) {
      return Stream.of(golden.metadata().get("cases").split(" "))
          .filter(name -> golden.has(name + ".grad0"))
          .flatMap(
              name ->
                  Stream.of(1, 2)
                      .map(
                          order ->
                              DynamicTest.dynamicTest(
                                  operation + " " + name + ", order " + order,
                                  () -> check(operation, name, order))))
          .toList()
          .stream();
    }
  }

  private static Safetensors open(String operation) {
    return Safetensors.open(Path.of("src/test/resources/golden", operation + ".safetensors"));
  }

  private static void check(String operation, String name, int order) {
    try (Safetensors golden = open(operation);
        Arena arena = Arena.ofConfined()) {
      List<Input> inputs = new ArrayList<>();
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      for (int i = 0; golden.has(name + ".in" + i); i++) {
        String key = name + ".in" + i;
        Input input = Input.feed(key, golden.type(key).withDtype(DType.F64));
        given.put(input, Tensors.converted(golden.type(key), golden.bytes(key), DType.F64, arena));
        inputs.add(input);
      }
      String attributes = golden.metadata().get(name);
      Value value = Compositions.ALL.get(operation).of(attributes, List.copyOf(inputs));
      new Differences(inputs, given, Seed.random(operation + name + order), arena)
          .check(List.of(value), order);
    }
  }
}
