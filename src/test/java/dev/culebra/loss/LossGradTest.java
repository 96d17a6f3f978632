package dev.culebra.loss;

import dev.culebra.harness.Differences;
import dev.culebra.harness.Seed;
import dev.culebra.harness.Tensors;
import dev.culebra.ir.Input;
import dev.culebra.shape.DType;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** First and second derivatives of every loss, at the golden points, in float64. */
class LossGradTest {
  @TestFactory
  Stream<DynamicTest> derivatives() {
    return LossGoldenTest.LOSSES.keySet().stream()
        .flatMap(
            name ->
                Stream.of(1, 2)
                    .map(
                        order ->
                            DynamicTest.dynamicTest(
                                name + ", order " + order, () -> check(name, order))));
  }

  private static void check(String name, int order) {
    try (Safetensors golden = Safetensors.open(LossGoldenTest.FILE);
        Arena arena = Arena.ofConfined()) {
      List<Input> moving = new ArrayList<>();
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      for (int i = 0; golden.has(name + ".in" + i); i++) {
        moving.add(feed(golden, name + ".in" + i, DType.F64, given, arena));
      }
      List<Tensor> all = new ArrayList<>(moving.stream().map(Tensor::of).toList());
      DType fixed = name.startsWith("cross_entropy") ? DType.I32 : DType.F64;
      for (int i = 0; golden.has(name + ".fixed" + i); i++) {
        all.add(Tensor.of(feed(golden, name + ".fixed" + i, fixed, given, arena)));
      }
      new Differences(moving, given, Seed.random(name + order), arena)
          .check(List.of(LossGoldenTest.LOSSES.get(name).apply(all).value()), order);
    }
  }

  private static Input feed(
      Safetensors golden, String name, DType dtype, Map<Input, MemorySegment> given, Arena arena) {
    Input input = Input.feed(name, golden.type(name).withDtype(dtype));
    given.put(input, Tensors.converted(golden.type(name), golden.bytes(name), dtype, arena));
    return input;
  }
}
