package dev.culebra.ir;

import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One recorded application of an operation. Immutable; compared by identity. */
public final class Node {
  // Ids only order nodes: a node's inputs always have smaller ids, so sorting by id is a
  // topological order and equals the order of tracing.
  private static final AtomicLong NEXT_ID = new AtomicLong();

  private final long id;
  private final Op op;
  private final List<Value> inputs;
  private final List<Result> outputs;

  private Node(Op op, List<Value> inputs) {
    this.op = op;
    this.inputs = List.copyOf(inputs);
    List<TensorType> types = op.infer(this.inputs.stream().map(Value::type).toList());
    this.id = NEXT_ID.getAndIncrement();
    List<Result> results = new ArrayList<>(types.size());
    for (TensorType type : types) {
      results.add(new Result(this, results.size(), type));
    }
    this.outputs = List.copyOf(results);
  }

  /**
   * Records an operation.
   *
   * @throws OpException if the inputs do not fit
   */
  public static Node record(Op op, Value... inputs) {
    return new Node(op, List.of(inputs));
  }

  /** Records an operation and returns its only (or first) output. */
  public static Value apply(Op op, Value... inputs) {
    return new Node(op, List.of(inputs)).output(0);
  }

  public long id() {
    return id;
  }

  public Op op() {
    return op;
  }

  public List<Value> inputs() {
    return inputs;
  }

  public List<Result> outputs() {
    return outputs;
  }

  public Result output(int index) {
    return outputs.get(index);
  }
}
