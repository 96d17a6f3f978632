package dev.culebra.tensor;

import dev.culebra.grad.Gradients;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Slab;
import dev.culebra.shape.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The gradient of an operation as {@link Kernels} call it: recorded, then each of its operations
 * run as a kernel of its own. Nothing that was given is written before all of them have run.
 */
record GradientCall(
    Graph graph, List<Value> values, Map<Value, Operand> given, List<Operand> gradients) {

  /** Records the gradient after checking everything. */
  static GradientCall of(
      Op op,
      List<Operand> inputs,
      Operand arriving,
      List<Operand> gradients,
      KernelOptions options) {
    List<TensorType> types = inputs.stream().map(Operand::type).toList();
    TensorType output = Signature.of(op, types).output(0);
    List<Operand> all = Stream.concat(inputs.stream(), Stream.of(arriving)).toList();
    Signature backward = new Signature(op, all.stream().map(Operand::type).toList(), types);
    OperandChecks checks = new OperandChecks(backward, options.workers().threads());
    checks.checkType("the arriving gradient", arriving, output);
    checks.checkEach(all, gradients);
    Map<Value, Operand> given = new IdentityHashMap<>();
    List<Input> feeds = new ArrayList<>();
    for (Operand operand : all) {
      feeds.add(Input.feed("x", operand.type()));
      given.put(feeds.getLast(), operand);
    }
    Node node = Node.record(op, feeds.subList(0, inputs.size()).toArray(Value[]::new));
    List<Value> values =
        Gradients.of(
            List.of(node.output(0)), List.of(feeds.getLast()), feeds.subList(0, gradients.size()));
    return new GradientCall(Graph.of(values.toArray(Value[]::new)), values, given, gradients);
  }

  void run() {
    Map<Value, Operand> known = new IdentityHashMap<>(given);
    for (Input input : graph.inputs()) {
      known.computeIfAbsent(input, _ -> new Operand(input.type(), input.data()));
    }
    try (Arena arena = Arena.ofShared()) {
      for (Node node : graph.nodes()) {
        for (Result result : node.outputs()) {
          MemorySegment memory = arena.allocate(result.type().bytes(), Slab.ALIGNMENT);
          known.put(result, new Operand(result.type(), memory));
        }
        Kernels.run(
            node.op(),
            node.inputs().stream().map(known::get).toList(),
            node.outputs().stream().map(known::get).toList());
      }
      for (int i = 0; i < values.size(); i++) {
        gradients.get(i).memory().copyFrom(known.get(values.get(i)).memory());
      }
    }
  }
}
