package dev.culebra.nn;

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
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Safetensors;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A layer against PyTorch's of the same name: outputs, gradients of inputs and parameters, and what
 * it keeps. Parameters are in the file's order, everything else in the engine's. The layer's path
 * must be {@code layer}.
 */
final class LayerGolden {
  private final String file;

  LayerGolden(String file) {
    this.file = file;
  }

  /** Checks one case on the reference and on the fastest tiers. */
  void check(
      String name, Module layer, boolean training, Function<List<Tensor>, List<Tensor>> apply) {
    Path path = Path.of("src/test/resources/golden", file + ".safetensors");
    try (Safetensors golden = Safetensors.open(path)) {
      for (Parameter parameter : layer.parameters()) {
        if (parameter.type().dtype() == DType.F32) {
          parameter.setFile(golden.bytes(name + ".param." + own(parameter)));
        }
      }
      compare(golden, name + ".", layer, training, apply, Tiers.of("cpu").only("ref"));
      compare(golden, name + ".", layer, training, apply, Tiers.of("cpu"));
    }
  }

  private static String own(Parameter parameter) {
    return parameter.name().substring("layer.".length());
  }

  private static void compare(
      Safetensors golden,
      String prefix,
      Module layer,
      boolean training,
      Function<List<Tensor>, List<Tensor>> apply,
      Tiers tiers) {
    try (Arena arena = Arena.ofConfined()) {
      Map<Input, MemorySegment> given = new IdentityHashMap<>();
      List<Input> inputs = feeds(golden, prefix + "in", given, arena);
      List<Input> arrived = feeds(golden, prefix + "up", given, arena);
      layer.parameters().forEach(p -> given.put(p.state(), p.data()));
      List<Tensor> arguments = inputs.stream().map(Tensor::of).toList();
      Trace.Recorded<List<Tensor>> recorded =
          training
              ? Trace.training(() -> apply.apply(arguments))
              : new Trace.Recorded<>(
                  Trace.record(() -> apply.apply(arguments)), Map.of(), List.of());
      List<Value> outputs = recorded.result().stream().map(Tensor::value).toList();
      Map<String, Value> found = new LinkedHashMap<>();
      Map<String, Parameter> layouts = new LinkedHashMap<>();
      for (int i = 0; i < outputs.size(); i++) {
        found.put(prefix + "out" + i, outputs.get(i));
      }
      List<Parameter> trained = layer.parameters().stream().filter(Parameter::trainable).toList();
      List<Value> targets = new ArrayList<>(inputs);
      trained.forEach(parameter -> targets.add(parameter.state()));
      List<Value> gradients = Gradients.of(outputs, arrived, targets);
      for (int i = 0; i < inputs.size(); i++) {
        found.put(prefix + "grad" + i, gradients.get(i));
      }
      for (int i = 0; i < trained.size(); i++) {
        String key = prefix + "pgrad." + own(trained.get(i));
        found.put(key, gradients.get(inputs.size() + i));
        layouts.put(key, trained.get(i));
      }
      recorded
          .next(Tensor.scalar(1))
          .forEach(
              (parameter, next) -> {
                if (parameter.type().dtype() == DType.F32) {
                  String key = prefix + "after." + own(parameter);
                  found.put(key, next.value());
                  layouts.put(key, parameter);
                }
              });
      Graph graph = Graph.of(found.values().toArray(Value[]::new));
      Map<Value, MemorySegment> values =
          new Eager(tiers, Workers.caller()).run(graph, given::get, arena);
      found.forEach(
          (key, value) -> compare(golden, key, value, values.get(value), layouts.get(key)));
    }
  }

  private static void compare(
      Safetensors golden, String key, Value value, MemorySegment engine, Parameter layout) {
    if (!golden.has(key)) {
      assertTrue(key.contains(".grad"), "no golden " + key);
      return;
    }
    TensorType type = value.type();
    MemorySegment ordered = engine;
    if (layout != null) {
      ordered = MemorySegment.ofArray(new float[Math.toIntExact(type.elements())]);
      layout.layout().toFile(engine, ordered, Float.BYTES);
    }
    double[] want = Tensors.read(golden.type(key), golden.bytes(key));
    double[] got = Tensors.read(type, ordered);
    assertEquals(want.length, got.length, key);
    double bound = Math.max(1, Tensors.magnitude(want)) * Math.sqrt(1000);
    for (int i = 0; i < want.length; i++) {
      assertTrue(
          Tolerance.REDUCTION.accepts((float) got[i], (float) want[i], bound),
          key + "[" + i + "] is " + got[i] + "; PyTorch has " + want[i]);
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
}
