package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * A random order of 0 to count − 1: the indices sorted by their Philox words as unsigned numbers,
 * equal words by index. Exact on every backend.
 *
 * <p>Input: the counter {@code i64[3]} = {seed, step, offset of the first element}. Output: {@code
 * i32[count]}.
 *
 * @param count how many indices, at least 0
 * @param stream number of the stream, from the name path of the draw
 */
public record RandomPermutation(int count, int stream) implements Op {
  public RandomPermutation {
    if (count < 0) {
      throw new OpException("random_permutation", "count " + count + " is negative");
    }
  }

  public static Value of(Value counter, int count, int stream) {
    return Node.apply(new RandomPermutation(count, stream), counter);
  }

  @Override
  public String name() {
    return "random_permutation";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.counter(this, inputs, 0);
    return List.of(TensorType.of(DType.I32, count));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {null};
  }
}
