package dev.culebra.grad;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Graph;
import dev.culebra.ir.Node;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Fill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reverse mode over the recorded program: gradients are values of the same kind. */
public final class Gradients {
  private final Map<Value, Value> gradients = new IdentityHashMap<>();
  private final Set<Value> reaching = Collections.newSetFromMap(new IdentityHashMap<>());

  private Gradients() {}

  /**
   * Gradients of a scalar.
   *
   * @return one value per entry of {@code targets}, of the same type; zeros where the scalar does
   *     not depend on the target
   * @throws OpException if {@code loss} is not a floating-point scalar
   */
  public static List<Value> of(Value loss, List<? extends Value> targets) {
    if (loss.shape().rank() != 0 || !loss.type().dtype().isFloating()) {
      throw new OpException(
          "gradient", "the loss must be a floating-point scalar; it is " + loss.type());
    }
    return of(List.of(loss), List.of(Fill.of(loss.type(), 1)), targets);
  }

  /**
   * The vector-Jacobian product: gradients of {@code Σ ⟨outputs, seeds⟩}.
   *
   * @param seeds one per output and of its type; null entries count as zero
   */
  public static List<Value> of(
      List<? extends Value> outputs, List<? extends Value> seeds, List<? extends Value> targets) {
    return filled(new Gradients().run(outputs, seeds, targets, false), targets);
  }

  /**
   * As {@link #of(List, List, List)} for the definition of one operation: its inputs count as
   * independent of one another, even where one was computed from another.
   */
  static List<Value> ofDefinition(
      List<? extends Value> outputs, List<? extends Value> seeds, List<? extends Value> inputs) {
    return filled(new Gradients().run(outputs, seeds, inputs, true), inputs);
  }

  private static List<Value> filled(List<Value> found, List<? extends Value> targets) {
    List<Value> filled = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Value gradient = found.get(i);
      filled.add(gradient == null ? Fill.of(targets.get(i).type(), 0) : gradient);
    }
    return filled;
  }

  private List<Value> run(
      List<? extends Value> outputs,
      List<? extends Value> seeds,
      List<? extends Value> targets,
      boolean stopAtTargets) {
    List<Node> nodes = Graph.of(outputs.toArray(Value[]::new)).nodes();
    markReaching(nodes, targets);
    for (int i = 0; i < outputs.size(); i++) {
      accumulate(outputs.get(i), seeds.get(i));
    }
    for (Node node : nodes.reversed()) {
      boolean wanted = node.outputs().stream().anyMatch(reaching::contains);
      boolean arrived = node.outputs().stream().anyMatch(gradients::containsKey);
      boolean beyond = stopAtTargets && node.outputs().stream().anyMatch(targets::contains);
      if (wanted && arrived && !beyond) {
        propagate(node);
      }
    }
    List<Value> result = new ArrayList<>();
    for (Value target : targets) {
      result.add(gradients.get(target));
    }
    return result;
  }

  /** Marks the values that depend on a target: gradients flow through these only. */
  private void markReaching(List<Node> nodes, List<? extends Value> targets) {
    reaching.addAll(targets);
    Set<Node> marked = new HashSet<>();
    for (Node node : nodes) {
      if (node.inputs().stream().anyMatch(reaching::contains) && marked.add(node)) {
        reaching.addAll(node.outputs());
      }
    }
  }

  private void propagate(Node node) {
    List<Value> outputs = List.copyOf(node.outputs());
    Value[] arrived = new Value[outputs.size()];
    for (int i = 0; i < arrived.length; i++) {
      arrived[i] = gradients.get(outputs.get(i));
    }
    boolean[] wanted = new boolean[node.inputs().size()];
    for (int i = 0; i < wanted.length; i++) {
      Value input = node.inputs().get(i);
      wanted[i] = reaching.contains(input) && input.type().dtype().isFloating();
    }
    Value[] toInputs =
        node.op().hasGradientRule()
            ? node.op().gradient(new Backward(node.inputs(), outputs, arrived, wanted))
            : throughDefinition(node, arrived);
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i]) {
        accumulate(node.inputs().get(i), toInputs[i]);
      }
    }
  }

  private static Value[] throughDefinition(Node node, Value[] arrived) {
    List<Value> definition = Definitions.of(node.op(), node.inputs());
    if (definition == null) {
      throw new OpException(
          node.op().name(), "has neither a gradient rule nor an unfused definition");
    }
    List<Value> found =
        new Gradients().run(definition, Arrays.asList(arrived), distinct(node.inputs()), true);
    Map<Value, Value> byInput = new IdentityHashMap<>();
    List<Value> targets = distinct(node.inputs());
    for (int i = 0; i < targets.size(); i++) {
      byInput.put(targets.get(i), found.get(i));
    }
    Value[] toInputs = new Value[node.inputs().size()];
    for (int i = 0; i < toInputs.length; i++) {
      // The whole gradient goes to the first position; accumulating it again would count it twice.
      toInputs[i] = byInput.remove(node.inputs().get(i));
    }
    return toInputs;
  }

  private static List<Value> distinct(List<Value> values) {
    Set<Value> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return values.stream().filter(seen::add).toList();
  }

  private void accumulate(Value value, Value gradient) {
    if (gradient == null) {
      return;
    }
    if (!gradient.type().equals(value.type())) {
      throw new IllegalStateException(
          "gradient " + gradient + " does not have the type of " + value);
    }
    gradients.merge(value, gradient, Add::of);
  }
}
