package dev.culebra.plan;

import dev.culebra.ir.Node;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.op.Fused;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Nodes of a program that become one call, in the order of tracing. Compared by identity. */
final class Piece {
  private final List<Node> nodes;
  private final Set<Node> members = Collections.newSetFromMap(new IdentityHashMap<>());

  private Piece(List<Node> nodes) {
    this.nodes = nodes;
    members.addAll(nodes);
  }

  static Piece of(Node node) {
    return new Piece(List.of(node));
  }

  /** Both pieces as one. */
  Piece with(Piece other) {
    return new Piece(
        Stream.concat(nodes.stream(), other.nodes.stream())
            .distinct()
            .sorted(Comparator.comparingLong(Node::id))
            .toList());
  }

  List<Node> nodes() {
    return nodes;
  }

  Node last() {
    return nodes.getLast();
  }

  boolean contains(Node node) {
    return members.contains(node);
  }

  /** What the nodes read from outside, each value once. */
  List<Value> operands() {
    Set<Value> operands = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Value> ordered = new ArrayList<>();
    for (Node node : nodes) {
      for (Value value : node.inputs()) {
        boolean isOwn = value instanceof Result result && contains(result.node());
        if (!isOwn && operands.add(value)) {
          ordered.add(value);
        }
      }
    }
    return ordered;
  }

  /** Whether all that the nodes compute is read by the piece alone, but for one node's results. */
  boolean isClosedBut(Node open, Readers readers) {
    return nodes.stream()
        .filter(node -> node != open)
        .flatMap(node -> node.outputs().stream())
        .allMatch(value -> readers.areAll(value, members));
  }

  /** The nodes as one operation on {@link #operands}. */
  Fused fused(Readers readers) {
    List<Value> values = new ArrayList<>(operands());
    int inputs = values.size();
    List<Fused.Member> operations = new ArrayList<>();
    for (Node node : nodes) {
      operations.add(
          new Fused.Member(node.op(), node.inputs().stream().map(values::indexOf).toList()));
      values.addAll(node.outputs());
    }
    return new Fused(inputs, operations, results(readers).stream().map(values::indexOf).toList());
  }

  /** What is read from outside. */
  private List<Result> results(Readers readers) {
    return nodes.stream()
        .flatMap(node -> node.outputs().stream())
        .filter(result -> !readers.areAll(result, members))
        .toList();
  }

  /** Records the piece anew and enters what its values have become. */
  void record(Map<Value, Value> now, Readers readers) {
    Value[] given = operands().stream().map(now::get).toArray(Value[]::new);
    if (nodes.size() > 1) {
      Node node = Node.record(fused(readers), given);
      List<Result> results = results(readers);
      for (int i = 0; i < results.size(); i++) {
        now.put(results.get(i), node.output(i));
      }
      return;
    }
    Node old = nodes.getFirst();
    Node node = Node.record(old.op(), old.inputs().stream().map(now::get).toArray(Value[]::new));
    old.outputs().forEach(output -> now.put(output, node.output(output.index())));
  }
}
