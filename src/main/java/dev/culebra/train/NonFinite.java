package dev.culebra.train;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.run.Device;
import dev.culebra.run.Eager;
import dev.culebra.shape.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds the first value of a step that is not finite, by running the step again operation by
 * operation with every value kept.
 */
final class NonFinite {
  /** What there is to say when every value is finite. */
  static final String NOTHING = "no value when the step is run again operation by operation";

  private NonFinite() {}

  /** Position of the first float32 element that is not finite; -1 if all are. */
  static long first(MemorySegment elements) {
    long count = elements.byteSize() / Float.BYTES;
    for (long i = 0; i < count; i++) {
      if (!Float.isFinite(elements.getAtIndex(ValueLayout.JAVA_FLOAT, i))) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Describes the first value that is not finite: inputs first, then results in the order of
   * computation.
   *
   * @param given the bytes of feeds and states on the host, as they were before the step
   * @param gradients which values are gradients, with the names of their parameters
   */
  static String describe(
      Device device,
      Graph graph,
      Function<Input, MemorySegment> given,
      Map<Value, List<String>> gradients) {
    for (Input input : graph.inputs()) {
      MemorySegment bytes = input.kind() == Input.Kind.CONSTANT ? input.data() : given.apply(input);
      if (isFloat(input) && first(bytes) >= 0) {
        return (input.kind() == Input.Kind.STATE ? "parameter or state " : "input ")
            + describe(input, input.name(), bytes);
      }
    }
    try (Arena arena = Arena.ofShared()) {
      Map<Value, MemorySegment> values =
          new Eager(device.tiers(), device.workers()).run(graph, given, arena);
      for (Node node : graph.nodes()) {
        for (Result output : node.outputs()) {
          if (isFloat(output) && first(values.get(output)) >= 0) {
            return describe(node, output, values.get(output), gradients);
          }
        }
      }
    }
    return NOTHING;
  }

  private static String describe(
      Node node, Result output, MemorySegment bytes, Map<Value, List<String>> gradients) {
    String name = "output " + output.index() + " of " + node.op().name();
    String inputs =
        node.inputs().stream().map(NonFinite::nameOf).collect(Collectors.joining(", ", " of ", ""));
    List<String> parameters = gradients.getOrDefault(output, List.of());
    String whose =
        parameters.isEmpty() ? "" : ", the gradient of " + String.join(" and ", parameters);
    return describe(output, name, bytes) + inputs + whose;
  }

  private static String describe(Value value, String name, MemorySegment bytes) {
    long element = first(bytes);
    float found = bytes.getAtIndex(ValueLayout.JAVA_FLOAT, element);
    return name + " " + value.type() + " with " + found + " at element " + element;
  }

  private static String nameOf(Value value) {
    return value instanceof Input input
        ? input.toString()
        : ((Result) value).node().op().name() + ":" + value.type();
  }

  private static boolean isFloat(Value value) {
    return value.type().dtype() == DType.F32;
  }
}
