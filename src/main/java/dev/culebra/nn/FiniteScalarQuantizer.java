package dev.culebra.nn;

import dev.culebra.ir.OpException;
import dev.culebra.op.PackLevels;
import dev.culebra.op.RoundStraightThrough;
import dev.culebra.op.Tanh;
import dev.culebra.op.UnpackLevels;
import dev.culebra.shape.Shape;
import dev.culebra.tensor.Tensor;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Finite scalar quantization (Mentzer et al. 2023): element i of a vector takes one of L(i) levels,
 *
 * <pre>
 * z = round(tanh(x + artanh(o/h))·h − o),  h = (L − 1)·(1 + 10^−3)/2,  o = ½ if L is even, else 0
 * </pre>
 *
 * and is put out as {@code z/⌊L/2⌋}, in [−1, 1]. 0 stays 0. (The paper shrinks by 1 − 10^−3, where
 * two levels leave artanh without a value.) No codebook, no parameters, no loss; the rounding
 * passes gradients straight through.
 */
public final class FiniteScalarQuantizer {
  private static final double MARGIN = 1e-3;

  private final List<Integer> levels;
  private final Tensor half;
  private final Tensor offset;
  private final Tensor shift;
  private final Tensor scale;

  /**
   * What came of a batch.
   *
   * @param output the codes {@code [N,…,d]}, each element in [−1, 1]
   * @param index their numbers, i32 {@code [N,…]}
   */
  public record Quantized(Tensor output, Tensor index) {}

  /**
   * @param levels of each element of a vector, for example 8, 5, 5, 5 for 1000 codes
   * @throws IllegalArgumentException if one is below 2
   */
  public FiniteScalarQuantizer(List<Integer> levels) {
    if (levels.isEmpty() || levels.stream().anyMatch(level -> level < 2)) {
      throw new IllegalArgumentException("[finite_scalar_quantizer] levels " + levels);
    }
    this.levels = List.copyOf(levels);
    half = constants(FiniteScalarQuantizer::half);
    offset = constants(FiniteScalarQuantizer::offset);
    shift =
        constants(
            level -> {
              double ratio = offset(level) / half(level);
              return 0.5 * Math.log((1 + ratio) / (1 - ratio));
            });
    scale = constants(level -> 1.0 / (level / 2));
  }

  /** How many codes there are. */
  public long codes() {
    return new PackLevels(levels).codes();
  }

  /** Quantizes {@code [N,…,d]}. */
  public Quantized apply(Tensor input) {
    if (input.shape().rank() < 1 || input.size(-1) != levels.size()) {
      throw new OpException(
          "finite_scalar_quantizer", levels.size() + " levels for the last axis: " + input.type());
    }
    Tensor bounded = Tensor.apply(new Tanh(), input.add(shift)).multiply(half).subtract(offset);
    Tensor code = Tensor.apply(new RoundStraightThrough(), bounded);
    return new Quantized(code.multiply(scale), Tensor.apply(new PackLevels(levels), code));
  }

  /** The codes {@code [N,…,d]} of numbers {@code [N,…]}. */
  public Tensor decode(Tensor index) {
    return Tensor.apply(new UnpackLevels(levels), index).multiply(scale);
  }

  private static double half(int level) {
    return (level - 1) * (1 + MARGIN) / 2;
  }

  private static double offset(int level) {
    return level % 2 == 0 ? 0.5 : 0;
  }

  private Tensor constants(IntToDoubleFunction function) {
    float[] values = new float[levels.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(levels.get(i));
    }
    return Tensor.of(Shape.of(values.length), values);
  }
}
