package dev.culebra.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.grad.Gradients;
import dev.culebra.harness.Tensors;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Losses against PyTorch's, values and gradients, on the reference and the fastest tiers. */
class LossGoldenTest {
  static final Path FILE = Path.of("src/test/resources/golden/losses.safetensors");

  /** The loss of each case from the moving inputs, then the fixed ones. */
  static final Map<String, Function<List<Tensor>, Tensor>> LOSSES = losses();

  private static Map<String, Function<List<Tensor>, Tensor>> losses() {
    Map<String, Function<List<Tensor>, Tensor>> losses = new TreeMap<>();
    losses.put("gaussian_pair_kl", x -> GaussianKlLoss.of(x.get(0), x.get(1), x.get(2), x.get(3)));
    losses.put("gaussian_kl_groups_vectors", x -> GaussianKlLoss.perGroup(x.get(0), x.get(1), 3));
    losses.put("gaussian_kl_groups_images", x -> GaussianKlLoss.perGroup(x.get(0), x.get(1), 2));
    losses.put("gaussian_fixed_variance", x -> GaussianLoss.of(x.get(0), 0.3, x.get(1)));
    losses.put("gaussian_learned_variance", x -> GaussianLoss.of(x.get(0), x.get(1), x.get(2)));
    losses.put("gaussian_pixel_variance", x -> GaussianLoss.of(x.get(0), x.get(1), x.get(2)));
    losses.put("standard_normal_density", x -> LogDensity.standardNormal(x.get(0)));
    losses.put("normal_density", x -> LogDensity.normal(x.get(0), x.get(1), x.get(2)));
    losses.put("bernoulli", x -> BernoulliLoss.of(x.get(0), x.get(1)));
    losses.put("squared_error", x -> SquaredErrorLoss.of(x.get(0), x.get(1)));
    losses.put("gaussian_kl", x -> GaussianKlLoss.of(x.get(0), x.get(1)));
    losses.put("huber_0.5", x -> HuberLoss.of(x.get(0), x.get(1), 0.5));
    losses.put("huber_1.0", x -> HuberLoss.of(x.get(0), x.get(1), 1));
    losses.put("l1", x -> L1Loss.of(x.get(0), x.get(1)));
    losses.put("laplace", x -> LaplaceLoss.of(x.get(0), x.get(1), x.get(2)));
    losses.put("cross_entropy_rows", x -> CrossEntropyLoss.of(x.get(0), x.get(1)));
    losses.put("cross_entropy_pixels", x -> CrossEntropyLoss.of(x.get(0), x.get(1)));
    losses.put("categorical_kl_uniform", x -> CategoricalKlLoss.of(x.get(0)));
    losses.put("categorical_kl_pair", x -> CategoricalKlLoss.of(x.get(0), x.get(1)));
    losses.put("sparsity", x -> SparsityLoss.of(x.get(0), 0.05));
    losses.put("importance_weighted", x -> ImportanceWeightedLoss.of(x.get(0)));
    losses.put(
        "logistic_mixture_colour", x -> DiscretizedLogisticMixtureLoss.of(x.get(0), x.get(1)));
    losses.put("logistic_mixture_grey", x -> DiscretizedLogisticMixtureLoss.of(x.get(0), x.get(1)));
    return losses;
  }

  @Test
  void everyGoldenCaseHasALoss() {
    try (Safetensors golden = Safetensors.open(FILE)) {
      assertEquals(Set.of(golden.metadata().get("cases").split(" ")), LOSSES.keySet());
    }
  }

  @TestFactory
  Stream<DynamicTest> golden() {
    return LOSSES.keySet().stream()
        .flatMap(
            name ->
                Stream.of(Tiers.of("cpu").only("ref"), Tiers.of("cpu"))
                    .map(
                        tiers ->
                            DynamicTest.dynamicTest(
                                name + " on " + tiers.names(), () -> check(name, tiers))));
  }

  private static void check(String name, Tiers tiers) {
    try (Safetensors golden = Safetensors.open(FILE);
        Arena arena = Arena.ofConfined()) {
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      List<Input> moving = feeds(golden, name + ".in", given, arena);
      List<Tensor> all = new ArrayList<>(moving.stream().map(Tensor::of).toList());
      all.addAll(fixed(golden, name, given, arena));
      Value loss = LOSSES.get(name).apply(all).value();
      Value upstream = feeds(golden, name + ".up", given, arena).get(0);
      List<Value> values = new ArrayList<>(List.of(loss));
      values.addAll(Gradients.of(List.of(loss), List.of(upstream), List.copyOf(moving)));
      Graph graph = Graph.of(values.toArray(Value[]::new));
      Map<Value, MemorySegment> results =
          new Eager(tiers, Workers.caller()).run(graph, given::get, arena);
      compare(golden, name + ".out0", loss, results.get(loss));
      for (int i = 0; i < moving.size(); i++) {
        Value gradient = values.get(i + 1);
        compare(golden, name + ".grad" + i, gradient, results.get(gradient));
      }
    }
  }

  private static List<Input> feeds(
      Safetensors golden, String prefix, Map<Input, MemorySegment> given, Arena arena) {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; golden.has(prefix + i); i++) {
      Input input = Input.feed(prefix + i, golden.type(prefix + i));
      given.put(input, arena.allocate(input.type().bytes(), 64).copyFrom(golden.bytes(prefix + i)));
      inputs.add(input);
    }
    return inputs;
  }

  /** Targets; classes are i32 here and whole floats in the file. */
  private static List<Tensor> fixed(
      Safetensors golden, String name, Map<Input, MemorySegment> given, Arena arena) {
    if (!name.startsWith("cross_entropy")) {
      return feeds(golden, name + ".fixed", given, arena).stream().map(Tensor::of).toList();
    }
    TensorType stored = golden.type(name + ".fixed0");
    Input classes = Input.feed("classes", stored.withDtype(DType.I32));
    MemorySegment elements = golden.bytes(name + ".fixed0");
    given.put(classes, Tensors.converted(stored, elements, DType.I32, arena));
    return List.of(Tensor.of(classes));
  }

  private static void compare(Safetensors golden, String name, Value value, MemorySegment actual) {
    assertEquals(golden.type(name), value.type(), name);
    double[] want = Tensors.read(value.type(), golden.bytes(name));
    double[] got = Tensors.read(value.type(), actual);
    // Losses add up to a few hundred terms.
    double bound = Tensors.magnitude(want) * 16;
    for (int i = 0; i < want.length; i++) {
      assertTrue(
          Tolerance.REDUCTION.accepts((float) got[i], (float) want[i], bound),
          name + "[" + i + "] is " + got[i] + "; PyTorch has " + want[i]);
    }
  }
}
