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
 * The number of a code of finite scalar quantization (Mentzer et al. 2023): {@code [N…,d] ->
 * i32[N…]} as {@code Σ (z(i) + ⌊L(i)/2⌋)·L(0)·…·L(i−1)}, with z(i) whole, from −⌊L(i)/2⌋ to L(i) −
 * 1 − ⌊L(i)/2⌋. Others are rounded (halves to even) and held in this range; what is not a number
 * counts as 0.
 *
 * @param levels L, each at least 2; their product is below 2^31
 */
public record PackLevels(List<Integer> levels) implements Op {
  public PackLevels {
    levels = List.copyOf(levels);
  }

  public static Value of(Value codes, List<Integer> levels) {
    return Node.apply(new PackLevels(levels), codes);
  }

  /** How many codes there are. */
  public long codes() {
    return levels.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  @Override
  public String name() {
    return "pack_levels";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    check(this, inputs);
    Shape shape = inputs.get(0).shape();
    boolean fits = shape.rank() >= 1 && shape.size(-1) == levels.size();
    Rule.require(fits, this, levels.size() + " levels for the last axis", inputs);
    return List.of(new TensorType(DType.I32, shape.range(0, shape.rank() - 1)));
  }

  /** Checks the levels for an operation that uses them. */
  void check(Op op, List<TensorType> inputs) {
    double codes = levels.stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    boolean some = !levels.isEmpty() && levels.stream().allMatch(level -> level >= 2);
    Rule.require(some && codes <= Integer.MAX_VALUE, op, "levels " + levels, inputs);
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[1];
  }
}
