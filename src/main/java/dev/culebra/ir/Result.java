package dev.culebra.ir;

import dev.culebra.shape.TensorType;

/** One output of a recorded operation. */
public final class Result implements Value {
  private final Node node;
  private final int index;
  private final TensorType type;

  Result(Node node, int index, TensorType type) {
    this.node = node;
    this.index = index;
    this.type = type;
  }

  public Node node() {
    return node;
  }

  /** Position among the node's outputs. */
  public int index() {
    return index;
  }

  @Override
  public TensorType type() {
    return type;
  }

  @Override
  public String toString() {
    return node.op().name() + "#" + node.id() + (index == 0 ? "" : "." + index) + ":" + type;
  }
}
