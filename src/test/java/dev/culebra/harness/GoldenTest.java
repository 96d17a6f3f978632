package dev.culebra.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.culebra.cases.AllCases;
import dev.culebra.cases.Compositions;
import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Tolerance;
import dev.culebra.op.Reshape;
import dev.culebra.par.Workers;
import dev.culebra.run.Eager;
import dev.culebra.run.Tiers;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.Safetensors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * PyTorch's values and gradients (evaluated in float64, rounded once; see {@code
 * src/test/python/goldens.py}) against the reference and the fastest tiers. A golden case attaches
 * to the Java case of the same operation and name.
 *
 * <p>Operations that are exact among tiers must come within 2 ULP of PyTorch, since their constants
 * are rounded to float32; everything else, and every gradient, is in the reduction family: our
 * polynomials and float32 chains differ from float64 by some ULP.
 */
class GoldenTest {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  /** Golden files that other tests read, since they tell of more than one operation. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "adam",
          "clip_norm",
          "convolution_norms",
          "ema",
          "lines_pairs",
          "losses",
          "optimizers",
          "probes",
          "sgd",
          "culebra_vae_conv",
          "culebra_vae_conv_twin",
          "culebra_vae_mlp",
          "culebra_vae_mlp_twin",
          "vae_conv_model",
          "vae_mlp_model");

  /** Ending of the names of files about whole layers. */
  private static final String LAYERS = "_layers";

  /** Beginning of the names of files about whole models. */
  private static final String MODELS = "model_";

  /** Golden operations that have another name here. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "gaussian_sample",
          "reparameterize",
          "gru",
          "gru_sequence",
          "lstm",
          "lstm_sequence",
          "mse",
          "squared_error");

  @TestFactory
  Stream<DynamicTest> golden() throws IOException {
    Map<String, Case> cases = cases();
    return names().stream()
        .filter(
            name -> cases.containsKey(here(name)) || Compositions.ALL.containsKey(operation(name)))
        .flatMap(
            name ->
                Stream.of("ref", "fastest")
                    .map(
                        tier ->
                            DynamicTest.dynamicTest(
                                name + " on " + tier,
                                () -> check(name, cases.get(here(name)), tier))));
  }

  @Test
  void everyGoldenCaseHasAJavaCase() throws IOException {
    Set<String> missing = new TreeSet<>(names());
    Set<String> cases = cases().keySet();
    missing.removeIf(name -> cases.contains(here(name)));
    missing.removeIf(name -> Compositions.ALL.containsKey(operation(name)));
    assertTrue(missing.isEmpty(), "golden cases without a Java case: " + missing);
  }

  private static Map<String, Case> cases() {
    return AllCases.all()
        .collect(Collectors.toMap(Case::toString, Function.identity(), (first, second) -> first));
  }

  /** Every golden case as "operation case". */
  private static List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        String operation = file.getFileName().toString().replace(".safetensors", "");
        if (!ELSEWHERE.contains(operation)
            && !operation.endsWith(LAYERS)
            && !operation.startsWith(MODELS)) {
          try (Safetensors golden = Safetensors.open(file)) {
            for (String name : golden.metadata().get("cases").split(" ")) {
              names.add(operation + " " + name);
            }
          }
        }
      }
    }
    return names;
  }

  /** The name of a golden case among the Java cases. */
  private static String here(String name) {
    String operation = operation(name);
    return RENAMED.getOrDefault(operation, operation) + name.substring(operation.length());
  }

  private static String operation(String name) {
    return name.substring(0, name.indexOf(' '));
  }

  private static void check(String name, Case test, String tier) {
    String operation = operation(name);
    String prefix = name.substring(operation.length() + 1) + ".";
    Tiers tiers = tier.equals("ref") ? Tiers.of("cpu").only("ref") : Tiers.of("cpu");
    try (Safetensors golden = Safetensors.open(FOLDER.resolve(operation + ".safetensors"));
        Arena arena = Arena.ofConfined()) {
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      List<Input> inputs = new ArrayList<>();
      for (int i = 0; golden.has(prefix + "in" + i); i++) {
        DType dtype = test == null ? DType.F32 : test.signature().input(i).dtype();
        inputs.add(feed(golden, prefix + "in" + i, dtype, given, arena));
      }
      List<Value> outputs;
      if (test == null) {
        String attributes = golden.metadata().get(prefix.substring(0, prefix.length() - 1));
        outputs = List.of(Compositions.ALL.get(operation).of(attributes, List.copyOf(inputs)));
      } else {
        assertEquals(
            inputs.stream().map(Input::type).toList(),
            test.signature().inputs(),
            "the Java case must have the golden shapes");
        outputs = List.copyOf(Node.record(test.op(), inputs.toArray(Value[]::new)).outputs());
      }
      boolean exact = test != null && test.tolerance() == Tolerance.EXACT;
      List<Expected> expected = new ArrayList<>();
      for (int i = 0; golden.has(prefix + "out" + i); i++) {
        Tolerance tolerance = exact ? Tolerance.ELEMENTWISE : Tolerance.REDUCTION;
        expected.add(new Expected(prefix + "out" + i, outputs.get(i), tolerance));
      }
      List<Input> upstream = new ArrayList<>();
      for (int i = 0; golden.has(prefix + "up" + i); i++) {
        upstream.add(feed(golden, prefix + "up" + i, DType.F32, given, arena));
      }
      if (!upstream.isEmpty()) {
        List<Value> gradients = gradients(outputs.subList(0, upstream.size()), upstream, inputs);
        for (int i = 0; i < gradients.size(); i++) {
          if (inputs.get(i).type().dtype().isFloating()) {
            expected.add(new Expected(prefix + "grad" + i, gradients.get(i), Tolerance.REDUCTION));
          }
        }
      }
      compare(golden, expected, tiers, given, arena);
    }
  }

  /**
   * @param name of the golden tensor
   * @param value what must equal it
   * @param tolerance its family
   */
  private record Expected(String name, Value value, Tolerance tolerance) {}

  /** A golden tensor in an element type: golden files hold whole numbers as floats. */
  private static Input feed(
      Safetensors golden, String name, DType dtype, Map<Input, MemorySegment> given, Arena arena) {
    Input input = Input.feed(name, golden.type(name).withDtype(dtype));
    given.put(input, Tensors.converted(golden.type(name), golden.bytes(name), dtype, arena));
    return input;
  }

  /** Upstream gradients may lack the axes of size 1 that reductions keep here. */
  private static List<Value> gradients(
      List<Value> outputs, List<Input> upstream, List<Input> inputs) {
    List<Value> seeds =
        IntStream.range(0, outputs.size())
            .mapToObj(i -> Reshape.of(upstream.get(i), outputs.get(i).shape()))
            .toList();
    return Gradients.of(outputs, seeds, inputs);
  }

  private static void compare(
      Safetensors golden,
      List<Expected> expected,
      Tiers tiers,
      Map<Input, MemorySegment> given,
      Arena arena) {
    Graph graph = Graph.of(expected.stream().map(Expected::value).toArray(Value[]::new));
    Map<Value, MemorySegment> values =
        new Eager(tiers, Workers.caller()).run(graph, given::get, arena);
    long terms =
        given.keySet().stream().mapToLong(input -> input.type().elements()).max().orElse(1);
    for (Expected entry : expected) {
      TensorType type = golden.type(entry.name());
      double[] want = Tensors.read(type, golden.bytes(entry.name()));
      double[] got = Tensors.read(entry.value().type(), values.get(entry.value()));
      assertEquals(want.length, got.length, entry.name());
      double bound = Tensors.magnitude(want) * Math.sqrt(terms);
      for (int i = 0; i < want.length; i++) {
        assertTrue(
            entry.tolerance().accepts((float) got[i], (float) want[i], bound),
            entry.name() + "[" + i + "] is " + got[i] + "; PyTorch has " + want[i]);
      }
    }
  }
}
