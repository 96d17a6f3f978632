package dev.culebra.ir;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A recorded program: everything reachable from its outputs and state updates.
 *
 * @param outputs values read back after a run, in order
 * @param updates the next value of each state input that changes
 */
public record Graph(List<Value> outputs, Map<Input, Value> updates) {
  public Graph {
    outputs = List.copyOf(outputs);
    updates = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(updates));
    updates.forEach(
        (state, next) -> {
          if (state.kind() != Input.Kind.STATE || !state.type().equals(next.type())) {
            throw new OpException(
                "update", "next value " + next.type() + " does not replace state " + state);
          }
        });
  }

  public static Graph of(Value... outputs) {
    return new Graph(List.of(outputs), Map.of());
  }

  /** Outputs and next states. */
  public List<Value> roots() {
    List<Value> roots = new ArrayList<>(outputs);
    roots.addAll(updates.values());
    return roots;
  }

  /** Every node needed, in the order of tracing, which is topological. */
  public List<Node> nodes() {
    Set<Node> seen = new LinkedHashSet<>();
    Deque<Node> open = new ArrayDeque<>();
    for (Value root : roots()) {
      visit(root, seen, open);
    }
    while (!open.isEmpty()) {
      for (Value input : open.pop().inputs()) {
        visit(input, seen, open);
      }
    }
    return seen.stream().sorted(Comparator.comparingLong(Node::id)).toList();
  }

  /** Every input needed, in the order of first use; updated states that nothing reads included. */
  public List<Input> inputs() {
    Set<Input> inputs = new LinkedHashSet<>();
    for (Node node : nodes()) {
      for (Value value : node.inputs()) {
        if (value instanceof Input input) {
          inputs.add(input);
        }
      }
    }
    for (Value root : roots()) {
      if (root instanceof Input input) {
        inputs.add(input);
      }
    }
    inputs.addAll(updates.keySet());
    return List.copyOf(inputs);
  }

  private static void visit(Value value, Set<Node> seen, Deque<Node> open) {
    if (value instanceof Result result && seen.add(result.node())) {
      open.push(result.node());
    }
  }
}
