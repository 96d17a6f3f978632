package dev.culebra.plan;

import dev.culebra.ir.Graph;
import dev.culebra.ir.Input;
import dev.culebra.ir.Node;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Result;
import dev.culebra.ir.Value;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns a recorded program into a {@link Plan}: fuse, select, in place, lifetimes, layout. */
public final class Planner {
  private final Graph recorded;
  private final Graph graph;
  private final Selector selector;
  private final PlanOptions options;
  private final List<Node> nodes;
  private final List<Kernel> kernels = new ArrayList<>();
  private final Map<Value, Storage> storages = new IdentityHashMap<>();
  private final List<Storage> workspaces = new ArrayList<>();
  private final Set<Input> updatedInPlace = new LinkedHashSet<>();

  private Planner(Graph graph, Selector selector, PlanOptions options) {
    this.recorded = graph;
    this.graph = options.fuse() ? Fusion.of(graph, selector) : graph;
    this.selector = selector;
    this.options = options;
    this.nodes = Overlap.order(this.graph.nodes());
  }

  /** Plans a program for the device behind {@code selector}. */
  public static Plan plan(Graph graph, Selector selector, PlanOptions options) {
    return new Planner(graph, selector, options).plan();
  }

  private Plan plan() {
    List<Input> inputs = graph.inputs();
    inputs.forEach(input -> storages.put(input, Storage.given(input)));
    for (int call = 0; call < nodes.size(); call++) {
      select(nodes.get(call), call);
    }
    keepRoots();
    if (options.inPlace()) {
      updateStatesInPlace();
      for (int call = 0; call < nodes.size(); call++) {
        workInPlace(nodes.get(call), call);
      }
    }
    return layOut(inputs);
  }

  private void select(Node node, int call) {
    Signature signature = Signature.of(node);
    Kernel kernel = selector.select(signature);
    kernels.add(kernel);
    for (Value input : node.inputs()) {
      storages.get(input).root().use(call);
    }
    for (Result output : node.outputs()) {
      Storage storage =
          kernel.isView()
              ? storages.get(node.inputs().get(0)).root()
              : new Storage(output.type().bytes(), call);
      storages.put(output, storage);
    }
    Storage workspace = new Storage(kernel.workspaceBytes(), call);
    workspaces.add(workspace);
  }

  /** Outputs and next states are read after the last call. */
  private void keepRoots() {
    int end = nodes.size();
    for (Value output : graph.outputs()) {
      Storage root = storages.get(output).root();
      root.use(end);
      root.isResult = true;
    }
    graph.updates().values().forEach(next -> storages.get(next).root().use(end));
  }

  /**
   * Lets the calls that compute a next state write at the state's address if their kernels can and
   * if the first of them is the last reader of the old state.
   */
  private void updateStatesInPlace() {
    Set<Storage> used = Collections.newSetFromMap(new IdentityHashMap<>());
    graph
        .updates()
        .forEach(
            (state, next) -> {
              Storage old = storages.get(state);
              if (!(next instanceof Result result)
                  || storages.get(next).root().given != null
                  || storages.get(next).root().isResult
                  || !used.add(storages.get(next).root())) {
                return;
              }
              if (takesOver(result, old)) {
                updatedInPlace.add(state);
              }
            });
  }

  /**
   * Puts a result on a state, by itself or, where several operations follow one another, over the
   * result that it may be written over.
   */
  private boolean takesOver(Result result, Storage state) {
    Node node = result.node();
    int call = nodes.indexOf(node);
    Storage own = storages.get(result).root();
    if (state.lastCall == call) {
      boolean may = mayOverwrite(node, call, result.index(), state);
      if (may) {
        state.absorb(own);
      }
      return may;
    }
    for (Value input : node.inputs()) {
      Storage dying = storages.get(input).root();
      if (input instanceof Result before
          && dies(dying, call)
          && dying.bytes == own.bytes
          && mayOverwrite(node, call, result.index(), dying)
          && takesOver(before, state)) {
        state.absorb(own);
        return true;
      }
    }
    return false;
  }

  private static boolean dies(Storage storage, int call) {
    return storage.given == null && storage.lastCall == call && !storage.isResult;
  }

  private void workInPlace(Node node, int call) {
    if (kernels.get(call).isView()) {
      return;
    }
    for (Result output : node.outputs()) {
      Storage own = storages.get(output);
      if (own.root() != own) {
        continue;
      }
      for (Value input : node.inputs()) {
        Storage dying = storages.get(input).root();
        if (dies(dying, call)
            && dying.bytes == own.bytes
            && mayOverwrite(node, call, output.index(), dying)) {
          dying.absorb(own);
          break;
        }
      }
    }
  }

  /** Whether every input that lies in {@code storage} may be overwritten by the output. */
  private boolean mayOverwrite(Node node, int call, int output, Storage storage) {
    boolean found = false;
    for (int i = 0; i < node.inputs().size(); i++) {
      if (storages.get(node.inputs().get(i)).root() == storage) {
        if (!kernels.get(call).inPlace(output, i)) {
          return false;
        }
        found = true;
      }
    }
    return found;
  }

  private Plan layOut(List<Input> inputs) {
    Set<Storage> scratch = new LinkedHashSet<>();
    Set<Storage> results = new LinkedHashSet<>();
    for (Node node : nodes) {
      for (Result output : node.outputs()) {
        Storage root = storages.get(output).root();
        if (root.given == null) {
          (root.isResult ? results : scratch).add(root);
        }
      }
    }
    scratch.addAll(workspaces);
    long scratchBytes = new SlabLayout(options.reuse()).place(List.copyOf(scratch));
    long resultBytes = new SlabLayout(false).place(List.copyOf(results));
    List<PlannedCall> calls = new ArrayList<>();
    for (int call = 0; call < nodes.size(); call++) {
      if (!kernels.get(call).isView()) {
        calls.add(call(call));
      }
    }
    List<StateCopy> copies = stateCopies();
    List<Place> outputs =
        graph.outputs().stream().map(output -> storages.get(output).place()).toList();
    return new Plan(recorded, inputs, calls, outputs, copies, scratchBytes, resultBytes);
  }

  private List<StateCopy> stateCopies() {
    List<StateCopy> copies = new ArrayList<>();
    graph
        .updates()
        .forEach(
            (state, next) -> {
              Place source = storages.get(next).place();
              if (updatedInPlace.contains(state) || next == state) {
                return;
              }
              // A state updated in place holds its next value by now; one that is itself copied to
              // may have lost the value that this copy wants.
              if (source instanceof Place.Given(Input other)
                  && graph.updates().containsKey(other)
                  && !updatedInPlace.contains(other)) {
                throw new OpException(
                    "update", state + " would take the memory of state " + other + "; add a copy");
              }
              copies.add(new StateCopy(source, state));
            });
    return copies;
  }

  private PlannedCall call(int call) {
    Node node = nodes.get(call);
    return new PlannedCall(
        node,
        kernels.get(call),
        node.inputs().stream().map(input -> storages.get(input).place()).toList(),
        node.outputs().stream().map(output -> storages.get(output).place()).toList(),
        (Place.Scratch) workspaces.get(call).place());
  }
}
