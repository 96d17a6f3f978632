package dev.culebra.plan;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import java.util.List;

/**
 * A program made ready for a device: calls in order, each with its places. Immutable; shared by any
 * number of threads.
 *
 * @param graph the program as it was recorded
 * @param inputs its inputs
 * @param calls kernel calls in order
 * @param outputs places of the graph's outputs
 * @param stateCopies copies to make after the last call
 * @param scratchBytes size of the scratch slab that this plan needs
 * @param resultBytes size of the results
 */
public record Plan(
    Graph graph,
    List<Input> inputs,
    List<PlannedCall> calls,
    List<Place> outputs,
    List<StateCopy> stateCopies,
    long scratchBytes,
    long resultBytes) {
  public Plan {
    inputs = List.copyOf(inputs);
    calls = List.copyOf(calls);
    outputs = List.copyOf(outputs);
    stateCopies = List.copyOf(stateCopies);
  }

  /** Bytes that a run needs at its peak: scratch, results, feeds and state. */
  public long peakBytes() {
    return scratchBytes + resultBytes + inputs.stream().mapToLong(i -> i.type().bytes()).sum();
  }
}
