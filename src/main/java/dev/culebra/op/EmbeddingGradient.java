package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The adjoint of {@link Embedding}: zeros, to whose rows the gradients are added, each row's in the
 * order of the index. Inputs: the gradient {@code […,D]} (or {@code […,H,D]}) and the index.
 *
 * @param table shape of the table, which the output has
 */
public record EmbeddingGradient(Shape table) implements Op {
  public static Value of(Value gradient, Value index, Shape table) {
    return Node.apply(new EmbeddingGradient(table), gradient, index);
  }

  @Override
  public String name() {
    return "embedding_gradient";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.floating(this, inputs, 0);
    TensorType output = inputs.get(0).withShape(table);
    TensorType rows =
        Rule.forward(this, new Embedding(), List.of(output, inputs.get(1)), inputs).get(0);
    Rule.require(inputs.get(0).equals(rows), this, "rows of " + table + " are " + rows, inputs);
    return List.of(output);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {Embedding.of(backward.gradient(), backward.input(1)), null};
  }
}
