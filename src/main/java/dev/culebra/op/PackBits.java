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
 * Binary codes in 64-bit words: {@code [N,bits] -> i64[N,⌈bits/64⌉]}. Bit {@code b % 64} of word
 * {@code b / 64}, counted from the lowest, says whether element b is positive; the rest is 0.
 */
public record PackBits() implements Op {
  public static Value of(Value values) {
    return Node.apply(new PackBits(), values);
  }

  @Override
  public String name() {
    return "pack_bits";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    Rule.rank(this, inputs, 0, 2);
    Shape shape = inputs.get(0).shape();
    return List.of(new TensorType(DType.I64, shape.with(1, Math.ceilDiv(shape.size(1), 64))));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
