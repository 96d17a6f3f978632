package dev.culebra.run;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.memory.Slab;
import dev.culebra.par.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs operations one by one, each with memory of its own: what debugging uses and what plans are
 * tested against. Stateless; any number of threads.
 */
public final class Eager {
  private final Tiers tiers;
  private final Workers workers;

  public Eager(Tiers tiers, Workers workers) {
    this.tiers = tiers;
    this.workers = workers;
  }

  /**
   * Runs one operation; the outputs live as long as {@code arena}.
   *
   * @throws OpException with the types if an input's memory is closed, or a kernel finds in its
   *     data what does not fit, such as an index outside its axis
   */
  public List<MemorySegment> apply(Signature signature, List<MemorySegment> inputs, Arena arena) {
    for (int i = 0; i < inputs.size(); i++) {
      if (!inputs.get(i).scope().isAlive()) {
        throw signature.refusal("input " + i + " is closed memory");
      }
    }
    Kernel kernel = tiers.select(signature);
    List<MemorySegment> outputs = new ArrayList<>();
    signature.outputs().forEach(type -> outputs.add(arena.allocate(type.bytes(), Slab.ALIGNMENT)));
    try {
      run(kernel, inputs, outputs);
    } catch (OpException failure) {
      throw signature.refusal(failure);
    }
    return outputs;
  }

  private void run(Kernel kernel, List<MemorySegment> inputs, List<MemorySegment> outputs) {
    if (tiers.accelerator() != null) {
      try (RoundTrip trip = new RoundTrip(tiers.accelerator())) {
        trip.run(kernel, inputs, outputs, workers);
      }
      return;
    }
    try (Slab workspace = Slab.allocate(kernel.workspaceBytes())) {
      MemorySegment scratch = workspace.slice(0, kernel.workspaceBytes());
      kernel.bind(new Operands(inputs, outputs, scratch, workers)).run();
    }
  }

  /**
   * Runs a whole program, every value kept.
   *
   * @param given the bytes of each feed and state
   * @return the bytes of every value of the program, next states included; nothing is written back
   */
  public Map<Value, MemorySegment> run(
      Graph graph, Function<Input, MemorySegment> given, Arena arena) {
    Map<Value, MemorySegment> values = new IdentityHashMap<>();
    for (Input input : graph.inputs()) {
      values.put(input, input.kind() == Input.Kind.CONSTANT ? input.data() : given.apply(input));
    }
    for (Node node : graph.nodes()) {
      Signature signature = Signature.of(node);
      List<MemorySegment> inputs = node.inputs().stream().map(values::get).toList();
      List<MemorySegment> outputs = apply(signature, inputs, arena);
      for (Result output : node.outputs()) {
        values.put(output, outputs.get(output.index()));
      }
    }
    return values;
  }
}
