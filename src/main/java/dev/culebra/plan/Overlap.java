package dev.culebra.plan;

import dev.culebra.ir.Node;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.op.AllReduceEnd;
import dev.culebra.op.AllReduceStart;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives sums over devices the time in which a program does something else: they begin right behind
 * the last of their operands, and are waited for right before the first of their readers. All begin
 * in the order of tracing, which is the same on every device.
 */
final class Overlap {
  private final Map<Node, Integer> positions = new IdentityHashMap<>();
  private final Map<Node, Integer> readers = new IdentityHashMap<>();

  /** A node's place: behind, at or before a position of tracing. */
  private record Placed(Node node, int position, int side) {}

  private Overlap(List<Node> nodes) {
    for (int i = 0; i < nodes.size(); i++) {
      positions.put(nodes.get(i), i);
      for (Value input : nodes.get(i).inputs()) {
        if (input instanceof Result result) {
          readers.merge(result.node(), i, Math::min);
        }
      }
    }
  }

  /**
   * The nodes in the order in which to run them.
   *
   * @param nodes in the order of tracing
   */
  static List<Node> order(List<Node> nodes) {
    return nodes.stream().noneMatch(node -> node.op() instanceof AllReduceStart)
        ? nodes
        : new Overlap(nodes).ordered(nodes);
  }

  private List<Node> ordered(List<Node> nodes) {
    List<Placed> placed = new ArrayList<>();
    int start = 0;
    for (Node node : nodes) {
      switch (node.op()) {
        case AllReduceStart _ -> {
          start = Math.max(start, lastOperand(node));
          placed.add(new Placed(node, start, 1));
        }
        case AllReduceEnd _ ->
            placed.add(new Placed(node, readers.getOrDefault(node, nodes.size()), -1));
        default -> placed.add(new Placed(node, positions.get(node), 0));
      }
    }
    // Of several at one place, the order of tracing stays.
    placed.sort(Comparator.comparingInt(Placed::position).thenComparingInt(Placed::side));
    return placed.stream().map(Placed::node).toList();
  }

  /** Sums of sums stay where they are. */
  private int lastOperand(Node start) {
    int last = 0;
    for (Value input : start.inputs()) {
      if (input instanceof Result result) {
        boolean isSum = result.node().op() instanceof AllReduceEnd;
        last = Math.max(last, positions.get(isSum ? start : result.node()));
      }
    }
    return last;
  }
}
