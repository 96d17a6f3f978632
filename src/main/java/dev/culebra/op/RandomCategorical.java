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
 * Draws classes with probabilities {@code softmax(logits)} over the last axis, by the Gumbel-max
 * trick: the index of the largest {@code logit + g} (one float32 addition) with g of {@link
 * RandomGumbel} at the logit's place. Exact on every backend; ties go to the lowest index, and a
 * NaN is never the largest.
 *
 * <p>Inputs: logits {@code f32[…,K]}, K at least 1; the counter {@code i64[3]} = {seed, step,
 * offset of the first logit}. Output: {@code i32[…]} in [0, K). A draw has no gradient.
 *
 * @param stream number of the stream, from the name path of the draw
 */
public record RandomCategorical(int stream) implements Op {
  public static Value of(Value logits, Value counter, int stream) {
    return Node.apply(new RandomCategorical(stream), logits, counter);
  }

  @Override
  public String name() {
    return "random_categorical";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.dtype(this, inputs, 0, DType.F32);
    Rule.counter(this, inputs, 1);
    Shape classes = Rule.classes(this, inputs, 0);
    return List.of(new TensorType(DType.I32, classes));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[2];
  }
}
