package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Rows of a table by number: {@code table[K,D], index[…] -> […,D]}. With a table per head, the last
 * axis of the index counts the heads: {@code table[H,K,D], index[…,H] -> […,H,D]}.
 *
 * <p>Inputs: the table, of any element type; the index, i32. A number outside the table is an error
 * when the call runs.
 */
public record Embedding() implements Op {
  public static Value of(Value table, Value index) {
    return Node.apply(new Embedding(), table, index);
  }

  @Override
  public String name() {
    return "embedding";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Shape table = inputs.get(0).shape();
    Shape index = inputs.get(1).shape();
    Rule.dtype(this, inputs, 1, DType.I32);
    boolean heads = table.rank() == 3;
    Rule.require(heads || table.rank() == 2, this, "the table is [K,D] or [H,K,D]", inputs);
    Rule.require(
        !heads || index.rank() > 0 && index.size(-1) == table.size(0),
        this,
        "the last axis of the index counts the heads",
        inputs);
    return List.of(inputs.get(0).withShape(index.append(table.size(-1))));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value gradient = backward.gradient();
    Value index = backward.input(1);
    return new Value[] {EmbeddingGradient.of(gradient, index, backward.input(0).shape()), null};
  }
}
