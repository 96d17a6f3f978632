package dev.culebra.optim;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.harness.Tensors;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.ClipScale;
import dev.culebra.op.GlobalNorm;
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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Three steps of each optimizer against PyTorch's, its rates included, on every tier. */
class OptimizerGoldenTest {
  private static final Path FILE = Path.of("src/test/resources/golden/optimizers.safetensors");

  /**
   * @param clip largest norm of all gradients together; 0 for no clipping
   */
  private record Rule(Optimizer optimizer, double learningRate, double clip) {
    Rule(Optimizer optimizer, double learningRate) {
      this(optimizer, learningRate, 0);
    }
  }

  private static final Map<String, Rule> RULES =
      Map.ofEntries(
          entry("adamax_plain", new Rule(new Adamax(0.9, 0.999, 1e-8, 0), 2e-3)),
          entry("adamax_weight_decay", new Rule(new Adamax(0.9, 0.999, 1e-8, 0.1), 2e-3)),
          entry("adagrad_plain", new Rule(new Adagrad(0.1, 1e-10, 0), 0.01)),
          entry("adagrad_weight_decay", new Rule(new Adagrad(0.1, 1e-10, 0.1), 0.01)),
          entry("rmsprop_plain", new Rule(new Rmsprop(0.99, 1e-8, 0, 0, false), 0.01)),
          entry("rmsprop_weight_decay", new Rule(new Rmsprop(0.99, 1e-8, 0.1, 0, false), 0.01)),
          entry("rmsprop_centered", new Rule(new Rmsprop(0.99, 1e-8, 0, 0, true), 0.01)),
          entry("rmsprop_momentum", new Rule(new Rmsprop(0.99, 1e-8, 0, 0.9, false), 0.01)),
          entry("rmsprop_both", new Rule(new Rmsprop(0.99, 1e-8, 0, 0.9, true), 0.01)),
          entry("nesterov", new Rule(new Sgd(0.9, true, 0.1), 0.1)),
          entry("many_adam", new Rule(new Adam(0.9, 0.999, 1e-8, 0.1, false, 0), 1e-3, 2)),
          entry("many_adam_ones", new Rule(new Adam(0.99, 0.999, 1e-4, 0, false, 1), 1e-3, 2)),
          entry("many_adamw", new Rule(new Adam(0.9, 0.999, 1e-8, 0.1, true, 0), 1e-3, 2)),
          entry("many_adamax", new Rule(new Adamax(0.9, 0.999, 1e-8, 0), 2e-3, 2)),
          entry("many_adagrad", new Rule(new Adagrad(0.1, 1e-10, 0), 0.01, 2)),
          entry("many_rmsprop", new Rule(new Rmsprop(0.99, 1e-8, 0.1, 0.9, true), 0.01, 2)),
          entry("many_nesterov", new Rule(new Sgd(0.9, true, 0), 0.1, 2)));

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
                Stream.of(
                        Tiers.of("cpu").only("ref"),
                        Tiers.of("cpu").only("simd", "ref"),
                        Tiers.of("cpu"))
                    .map(
                        tiers ->
                            DynamicTest.dynamicTest(
                                name + " on " + tiers.names(), () -> check(name, tiers))));
  }

  /** A file holds all weights, then the gradients of each of three steps. */
  private static void check(String name, Tiers tiers) {
    Rule rule = RULES.get(name);
    List<String> moments = rule.optimizer().moments();
    try (Safetensors golden = Safetensors.open(FILE);
        Arena arena = Arena.ofConfined()) {
      int count =
          (int) golden.names().stream().filter(each -> each.startsWith(name + ".in")).count() / 4;
      List<TensorType> types =
          IntStream.range(0, count).mapToObj(i -> golden.type(name + ".in" + i)).toList();
      List<List<MemorySegment>> state = new ArrayList<>();
      state.add(bytes(golden, name + ".in", 0, count));
      for (String moment : moments) {
        float start = (float) rule.optimizer().start(moment);
        state.add(types.stream().map(type -> filled(type, start, arena)).toList());
      }
      for (int step = 1; step <= 3; step++) {
        List<MemorySegment> gradients = bytes(golden, name + ".in", step * count, count);
        state = step(rule, tiers, step, types, state, gradients, arena);
        for (int i = 0; i < count; i++) {
          String output = name + ".out" + ((step - 1) * count + i);
          compare(golden, output, types.get(i), state.get(0).get(i));
        }
      }
      for (int kind = 1; kind <= moments.size(); kind++) {
        for (int i = 0; i < count; i++) {
          String output = name + ".out" + ((2 + kind) * count + i);
          compare(golden, output, types.get(i), state.get(kind).get(i));
        }
      }
    }
  }

  private static List<MemorySegment> bytes(
      Safetensors golden, String prefix, int first, int count) {
    return IntStream.range(first, first + count).mapToObj(i -> golden.bytes(prefix + i)).toList();
  }

  private static MemorySegment filled(TensorType type, float value, Arena arena) {
    MemorySegment segment = arena.allocate(type.bytes(), 64);
    for (long i = 0; i < type.elements(); i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
    }
    return segment;
  }

  /** The next parameters and moments, all tensors in one operation. */
  private static List<List<MemorySegment>> step(
      Rule rule,
      Tiers tiers,
      int number,
      List<TensorType> types,
      List<List<MemorySegment>> state,
      List<MemorySegment> gradients,
      Arena arena) {
    Map<Input, MemorySegment> given = new IdentityHashMap<>();
    List<List<Tensor>> old =
        state.stream().map(kind -> feeds("state", types, kind, given, arena)).toList();
    List<Tensor> slopes = feeds("gradient", types, gradients, given, arena);
    float[] rates = new float[rule.optimizer().rateCount()];
    rule.optimizer().rates(number, rule.learningRate(), rates);
    MemorySegment scalars = arena.allocateFrom(ValueLayout.JAVA_FLOAT, rates);
    Tensor scalar = feed("rates", TensorType.f32(rates.length), scalars, given, arena);
    MemorySegment one = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1);
    Tensor finite = feed("finite", TensorType.f32(), one, given, arena);
    Tensor scale = finite;
    if (rule.clip() > 0) {
      Value norm = GlobalNorm.of(slopes.stream().map(Tensor::value).toList());
      scale = Tensor.of(ClipScale.of(norm, finite.value(), rule.clip()));
    }
    List<List<Value>> next =
        rule
            .optimizer()
            .update(old.getFirst(), slopes, old.subList(1, old.size()), scalar, scale)
            .stream()
            .map(kind -> kind.stream().map(Tensor::value).toList())
            .toList();
    Graph graph = Graph.of(next.stream().flatMap(List::stream).toArray(Value[]::new));
    Map<Value, MemorySegment> results =
        new Eager(tiers, Workers.caller()).run(graph, given::get, arena);
    return next.stream().map(kind -> kind.stream().map(results::get).toList()).toList();
  }

  private static List<Tensor> feeds(
      String name,
      List<TensorType> types,
      List<MemorySegment> bytes,
      Map<Input, MemorySegment> given,
      Arena arena) {
    return IntStream.range(0, types.size())
        .mapToObj(i -> feed(name + i, types.get(i), bytes.get(i), given, arena))
        .toList();
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
