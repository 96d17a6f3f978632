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
 * In how many bits packed codes differ: {@code i64[Q,W], i64[M,W] -> i32[Q,M]}, each query against
 * each item.
 */
public record HammingDistance() implements Op {
  public static Value of(Value queries, Value items) {
    return Node.apply(new HammingDistance(), queries, items);
  }

  @Override
  public String name() {
    return "hamming_distance";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    for (int i = 0; i < 2; i++) {
      Rule.dtype(this, inputs, i, DType.I64);
      Rule.rank(this, inputs, i, 2);
    }
    Shape queries = inputs.get(0).shape();
    Shape items = inputs.get(1).shape();
    Rule.require(
        queries.size(1) == items.size(1),
        this,
        "words differ: " + queries.size(1) + " and " + items.size(1),
        inputs);
    return List.of(TensorType.of(DType.I32, queries.size(0), items.size(0)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[2];
  }
}
