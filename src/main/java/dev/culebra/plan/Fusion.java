package dev.culebra.plan;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Signature;
import dev.culebra.op.BinaryElementwise;
import dev.culebra.op.Fused;
import dev.culebra.op.GradientElementwise;
import dev.culebra.op.SampleLossGradient;
import dev.culebra.op.UnaryElementwise;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Rewrites a program so that what a kernel can do in one call is one {@link Fused}. An element-wise
 * operation joins the operations that compute its operands, and what these have joined, if
 *
 * <ul>
 *   <li>nobody else reads them, or it is the next thing that the program does: else results would
 *       be computed, and kept, long before they are needed;
 *   <li>none of its other operands depends on them;
 *   <li>the device has a kernel for it all.
 * </ul>
 *
 * <p>A loss of samples joins its gradient, so that their operands are read once, if the device has
 * a kernel for both and what arrives at the gradient does not depend on the loss, as in training,
 * where it is a weight.
 */
final class Fusion {
  private final Graph graph;
  private final Selector selector;
  private final List<Node> nodes;
  private final Readers readers;
  private final Map<Node, Piece> pieces = new IdentityHashMap<>();
  private final Map<Node, Integer> positions = new IdentityHashMap<>();
  private final Map<Node, Boolean> views = new IdentityHashMap<>();

  private Fusion(Graph graph, Selector selector) {
    this.graph = graph;
    this.selector = selector;
    nodes = graph.nodes();
    readers = new Readers(graph, nodes);
    for (Node node : nodes) {
      pieces.put(node, Piece.of(node));
      positions.put(node, positions.size());
    }
  }

  /** The program with the same inputs, outputs and states, done in fewer calls. */
  static Graph of(Graph graph, Selector selector) {
    return new Fusion(graph, selector).rewritten();
  }

  private Graph rewritten() {
    nodes.forEach(this::joinLoss);
    nodes.stream().filter(Fusion::isElementwise).forEach(this::join);
    Map<Value, Value> now = new IdentityHashMap<>();
    graph.inputs().forEach(input -> now.put(input, input));
    ordered().forEach(piece -> piece.record(now, readers));
    Map<Input, Value> updates = new LinkedHashMap<>();
    graph.updates().forEach((state, next) -> updates.put(state, now.get(next)));
    return new Graph(graph.outputs().stream().map(now::get).toList(), updates);
  }

  private static boolean isElementwise(Node node) {
    return node.op() instanceof UnaryElementwise
        || node.op() instanceof BinaryElementwise
        || node.op() instanceof GradientElementwise;
  }

  /** Joins a gradient of losses to the losses. */
  private void joinLoss(Node node) {
    if (!(node.op() instanceof SampleLossGradient gradient)) {
      return;
    }
    List<Value> operands = node.inputs().subList(0, 2);
    for (Node loss : nodes.subList(0, position(node))) {
      boolean isAlone = pieces.get(loss).nodes().size() == 1;
      if (isAlone && loss.op().equals(gradient.loss()) && loss.inputs().equals(operands)) {
        Piece joined = pieces.get(loss).with(pieces.get(node));
        if (!isCyclic(joined) && hasKernel(joined)) {
          joined.nodes().forEach(each -> pieces.put(each, joined));
          return;
        }
      }
    }
  }

  /** Joins a node to the pieces that compute its operands, the latest first. */
  private void join(Node node) {
    List<Piece> sources = new ArrayList<>();
    for (Value operand : node.inputs()) {
      Piece source = source(operand);
      if (source != null) {
        sources.add(source);
      }
    }
    sources.sort(Comparator.comparingInt((Piece source) -> position(source.last())).reversed());
    for (Piece source : sources) {
      Piece joined = source.with(pieces.get(node));
      if (isAllowed(joined, node) && hasKernel(joined)) {
        joined.nodes().forEach(each -> pieces.put(each, joined));
      }
    }
  }

  /** What computes an operand, with the views that lead to it; null if nothing does. */
  private Piece source(Value operand) {
    Piece source = null;
    Value value = operand;
    while (value instanceof Result result) {
      Piece piece = pieces.get(result.node());
      source = source == null ? piece : piece.with(source);
      if (piece.nodes().size() > 1 || !isView(result.node())) {
        return source;
      }
      value = result.node().inputs().getFirst();
    }
    return null;
  }

  private boolean isView(Node node) {
    return views.computeIfAbsent(node, each -> selector.select(Signature.of(each)).isView());
  }

  private int position(Node node) {
    return positions.get(node);
  }

  private boolean isAllowed(Piece joined, Node node) {
    if (joined.nodes().stream().anyMatch(each -> each.outputs().size() > 1)) {
      return false;
    }
    return joined.isClosedBut(node, readers)
        || joined.contains(nodes.get(position(node) - 1)) && !isCyclic(joined);
  }

  /** Whether what the piece needs from outside needs the piece. */
  private boolean isCyclic(Piece joined) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Value> open = new ArrayList<>(joined.operands());
    while (!open.isEmpty()) {
      if (open.removeLast() instanceof Result result && seen.add(result.node())) {
        Piece piece = pieces.get(result.node());
        if (joined.contains(result.node())) {
          return true;
        }
        seen.addAll(piece.nodes());
        open.addAll(piece.operands());
      }
    }
    return false;
  }

  private boolean hasKernel(Piece piece) {
    List<TensorType> types = piece.operands().stream().map(Value::type).toList();
    return selector.selectFused(Signature.of(piece.fused(readers), types)) != null;
  }

  /** All pieces, each where its last node was, or later if it must wait for what it needs. */
  private List<Piece> ordered() {
    Map<Piece, List<Piece>> waiting = new IdentityHashMap<>();
    Map<Piece, Integer> missing = new IdentityHashMap<>();
    PriorityQueue<Piece> ready =
        new PriorityQueue<>(Comparator.comparingInt(piece -> position(piece.last())));
    Collection<Piece> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(pieces.values());
    for (Piece piece : all) {
      Set<Piece> needed = Collections.newSetFromMap(new IdentityHashMap<>());
      for (Value operand : piece.operands()) {
        if (operand instanceof Result result) {
          needed.add(pieces.get(result.node()));
        }
      }
      missing.put(piece, needed.size());
      needed.forEach(each -> waiting.computeIfAbsent(each, _ -> new ArrayList<>()).add(piece));
      if (needed.isEmpty()) {
        ready.add(piece);
      }
    }
    List<Piece> ordered = new ArrayList<>();
    while (!ready.isEmpty()) {
      Piece piece = ready.remove();
      ordered.add(piece);
      for (Piece each : waiting.getOrDefault(piece, List.of())) {
        if (missing.merge(each, -1, Integer::sum) == 0) {
          ready.add(each);
        }
      }
    }
    return ordered;
  }
}
