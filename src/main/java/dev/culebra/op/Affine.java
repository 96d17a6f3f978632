package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * {@code scale·x + shift}, the product rounded, then the sum: two roundings, no fma.
 *
 * @param scale factor, rounded to the tensor's type
 * @param shift summand, rounded to the tensor's type
 */
public record Affine(double scale, double shift) implements UnaryElementwise {
  public static Value of(Value value, double scale, double shift) {
    return Node.apply(new Affine(scale, shift), value);
  }

  /** {@code scale·x}. */
  public static Value scale(Value value, double scale) {
    return of(value, scale, 0);
  }

  /** {@code x + shift}. */
  public static Value shift(Value value, double shift) {
    return of(value, 1, shift);
  }

  @Override
  public String name() {
    return "affine";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {scale(backward.gradient(), scale)};
  }
}
