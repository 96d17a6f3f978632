package dev.culebra.plan;

import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.op.AllReduceEnd;
import dev.culebra.op.AllReduceStart;
import dev.culebra.op.BinaryElementwise;
import dev.culebra.op.Fused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives sums over devices the time in which a program does something else: they begin right behind
 * the last of their operands, and are waited for right before the first of their readers. What is
 * done to an operand only for its sum, such as adding it to that of another batch, is done as soon
 * as it is there. All begin in the order of tracing, which is the same on every device.
 */
final class Overlap {
  private final Map<Node, Integer> positions = new IdentityHashMap<>();
  private final Map<Node, Integer> readers = new IdentityHashMap<>();

  /** Where nodes that only sums read come to lie: behind the last of their operands. */
  private final Map<Node, Integer> early = new IdentityHashMap<>();

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
    Set<Node> forSums = forSums(nodes);
    for (Node node : nodes) {
      if (forSums.contains(node)) {
        early.put(node, lastOperand(node));
      }
    }
  }

  /** Element-wise work that nothing but sums and other such work reads. */
  private static Set<Node> forSums(List<Node> nodes) {
    Set<Node> forSums = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Node> readForSums = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Node> readOtherwise = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Node node : nodes.reversed()) {
      if (isElementwise(node.op()) && readForSums.contains(node) && !readOtherwise.contains(node)) {
        forSums.add(node);
      }
      boolean isForSums = node.op() instanceof AllReduceStart || forSums.contains(node);
      for (Value input : node.inputs()) {
        if (input instanceof Result result) {
          (isForSums ? readForSums : readOtherwise).add(result.node());
        }
      }
    }
    return forSums;
  }

  private static boolean isElementwise(Op op) {
    return op instanceof BinaryElementwise
        || op instanceof Fused fused
            && fused.members().stream().allMatch(member -> isElementwise(member.op()));
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
        default ->
            placed.add(
                early.containsKey(node)
                    ? new Placed(node, early.get(node), 1)
                    : new Placed(node, positions.get(node), 0));
      }
    }
    // Of several at one place, the order of tracing stays.
    placed.sort(Comparator.comparingInt(Placed::position).thenComparingInt(Placed::side));
    return placed.stream().map(Placed::node).toList();
  }

  /** What reads sums stays where it is. */
  private int lastOperand(Node node) {
    int last = 0;
    for (Value input : node.inputs()) {
      if (input instanceof Result result) {
        Node operand = result.node();
        boolean isSum = operand.op() instanceof AllReduceEnd;
        last =
            Math.max(
                last,
                isSum ? positions.get(node) : early.getOrDefault(operand, positions.get(operand)));
      }
    }
    return last;
  }
}
