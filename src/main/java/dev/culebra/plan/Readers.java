package dev.culebra.plan;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who reads the values of a program. */
final class Readers {
  private final Map<Value, List<Node>> nodes = new IdentityHashMap<>();
  private final Set<Value> roots = Collections.newSetFromMap(new IdentityHashMap<>());

  Readers(Graph graph, List<Node> nodes) {
    for (Node node : nodes) {
      for (Value value : node.inputs()) {
        this.nodes.computeIfAbsent(value, _ -> new ArrayList<>()).add(node);
      }
    }
    roots.addAll(graph.roots());
  }

  /** Whether a value is read by these nodes alone, and is no result of the program. */
  boolean areAll(Value value, Collection<Node> among) {
    return !roots.contains(value) && among.containsAll(nodes.getOrDefault(value, List.of()));
  }
}
