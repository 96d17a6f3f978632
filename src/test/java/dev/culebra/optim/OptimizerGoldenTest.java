package dev.culebra.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.Tensors;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Three steps of each optimizer against PyTorch's, its rates included, on both tiers. */
class OptimizerGoldenTest {
  private static final Path FILE = Path.of("src/test/resources/golden/optimizers.safetensors");

  private record Rule(Optimizer optimizer, double learningRate) {}

  private static final Map<String, Rule> RULES =
      Map.of(
          "adamax_plain", new Rule(new Adamax(0.9, 0.999, 1e-8, 0), 2e-3),
          "adamax_weight_decay", new Rule(new Adamax(0.9, 0.999, 1e-8, 0.1), 2e-3),
          "adagrad_plain", new Rule(new Adagrad(0.1, 1e-10, 0), 0.01),
          "adagrad_weight_decay", new Rule(new Adagrad(0.1, 1e-10, 0.1), 0.01),
          "rmsprop_plain", new Rule(new Rmsprop(0.99, 1e-8, 0, 0, false), 0.01),
          "rmsprop_weight_decay", new Rule(new Rmsprop(0.99, 1e-8, 0.1, 0, false), 0.01),
          "rmsprop_centered", new Rule(new Rmsprop(0.99, 1e-8, 0, 0, true), 0.01),
          "rmsprop_momentum", new Rule(new Rmsprop(0.99, 1e-8, 0, 0.9, false), 0.01),
          "rmsprop_both", new Rule(new Rmsprop(0.99, 1e-8, 0, 0.9, true), 0.01),
          "nesterov", new Rule(new Sgd(0.9, true, 0.1), 0.1));

  @Test
  void everyGoldenCaseHasARule() {
    try (Safetensors golden = Safetensors.open(FILE)) {
      assertEquals(Set.of(golden.metadata().get("cases").split(" ")), RULES.keySet());
    }
  }

  @TestFactory
  Stream<DynamicTest> golden() {
    return RULES.keySet().stream()
        .sorted()
        .flatMap(
            name ->
                Stream.of(Tiers.of("cpu").only("ref"), Tiers.of("cpu"))
                    .map(
                        tiers ->
                            DynamicTest.dynamicTest(
                                name + " on " + tiers.names(), () -> check(name, tiers))));
  }

  private static void check(String name, Tiers tiers) {
    Optimizer optimizer = RULES.get(name).optimizer();
    try (Safetensors golden = Safetensors.open(FILE);
        Arena arena = Arena.ofConfined()) {
      TensorType type = golden.type(name + ".in0");
      int moments = optimizer.moments().size();
      List<MemorySegment> state = new ArrayList<>(List.of(golden.bytes(name + ".in0")));
      for (int i = 0; i < moments; i++) {
        state.add(arena.allocate(type.bytes(), 64));
      }
      for (int step = 1; step <= 3; step++) {
        float[] rates = new float[optimizer.rateCount()];
        optimizer.rates(step, RULES.get(name).learningRate(), rates);
        state =
            step(optimizer, tiers, type, state, golden.bytes(name + ".in" + step), rates, arena);
        compare(golden, name + ".out" + (step - 1), type, state.get(0));
      }
      for (int i = 0; i < moments; i++) {
        compare(golden, name + ".out" + (3 + i), type, state.get(1 + i));
      }
    }
  }

  private static List<MemorySegment> step(
      Optimizer optimizer,
      Tiers tiers,
      TensorType type,
      List<MemorySegment> state,
      MemorySegment gradient,
      float[] rates,
      Arena arena) {
    Map<Input, MemorySegment> given = new IdentityHashMap<>();
    List<Tensor> old =
        state.stream().map(bytes -> feed("state", type, bytes, given, arena)).toList();
    Tensor slope = feed("gradient", type, gradient, given, arena);
    MemorySegment scalars = arena.allocateFrom(ValueLayout.JAVA_FLOAT, rates);
    Tensor scalar = feed("rates", TensorType.f32(rates.length), scalars, given, arena);
    MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1);
    Tensor finite = feed("finite", TensorType.f32(), one, given, arena);
    List<Value> next =
        optimizer.update(old.get(0), slope, old.subList(1, old.size()), scalar, finite).stream()
            .map(Tensor::value)
            .toList();
    Map<Value, MemorySegment> results =
        new Eager(tiers, Workers.caller())
            .run(Graph.of(next.toArray(Value[]::new)), given::get, arena);
    return next.stream().map(results::get).toList();
  }

  private static Tensor feed(
      String name,
      TensorType type,
      MemorySegment bytes,
      Map<Input, MemorySegment> given,
      Arena arena) {
    Input input = Input.feed(name, type);
    given.put(input, arena.allocate(type.bytes(), 64).copyFrom(bytes));
    return Tensor.of(input);
  }

  private static void compare(
      Safetensors golden, String name, TensorType type, MemorySegment actual) {
    double[] want = Tensors.read(type, golden.bytes(name));
    double[] got = Tensors.read(type, actual);
    double bound = Tensors.magnitude(want);
    for (int i = 0; i < want.length; i++) {
      assertTrue(
          Tolerance.REDUCTION.accepts((float) got[i], (float) want[i], bound),
          name + "[" + i + "] is " + got[i] + "; PyTorch has " + want[i]);
    }
  }
}
