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
 * How often each number occurs along the first axis: {@code i32[N,…] -> f32[…,bins]}. Exact up to
 * 2^24; a number outside 0 to bins − 1 is an error when the call runs.
 *
 * @param bins count of numbers, at least 1
 */
public record Histogram(int bins) implements Op {
  public static Value of(Value index, int bins) {
    return Node.apply(new Histogram(bins), index);
  }

  /**
   * {@code e^(−Σ p·ln p)} with p the shares of a histogram {@code […,bins]}, as {@code […,1]}: how
   * many codes are in use, from 1 to bins. Of an empty histogram 1.
   */
  public static Value perplexity(Value histogram) {
    TensorType scalar = histogram.type().withShape(Shape.SCALAR);
    int last = histogram.shape().rank() - 1;
    Value total = Maximum.of(Sum.of(histogram, List.of(last)), Fill.of(scalar, 1));
    Value share = Divide.of(histogram, total);
    Value logarithm = Log.of(Maximum.of(share, Fill.of(scalar, Float.MIN_NORMAL)));
    return Exp.of(Negate.of(Sum.of(Multiply.of(share, logarithm), List.of(last))));
  }

  @Override
  public String name() {
    return "histogram";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.dtype(this, inputs, 0, DType.I32);
    Shape index = inputs.get(0).shape();
    Rule.require(index.rank() >= 1, this, "no axis to count along", inputs);
    Rule.require(bins >= 1, this, bins + " bins", inputs);
    return List.of(new TensorType(DType.F32, index.range(1, index.rank()).append(bins)));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
