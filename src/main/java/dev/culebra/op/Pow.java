package dev.culebra.op;

import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;

/**
 * Powers, composed. Whole exponents are products, with an error of about half an ULP each; roots
 * are exact to rounding. All others are {@code e^(y·log x)} for {@code x > 0}, whose relative error
 * in f32 is at most about {@code (1 + 2·|y·log x|)·2⁻²³}: the exponential turns an absolute error
 * of its argument into a relative one.
 */
public final class Pow {
  private Pow() {}

  /** {@code x^y}, element by element under broadcasting; NaN for {@code x < 0}. */
  public static Value of(Value base, Value exponent) {
    return Exp.of(Multiply.of(exponent, Log.of(base)));
  }

  /** {@code x^y} for one exponent; of a negative x only if the exponent is whole. */
  public static Value of(Value base, double exponent) {
    if (exponent == 0.5) {
      return Sqrt.of(base);
    }
    if (exponent == -0.5) {
      return Rsqrt.of(base);
    }
    if (exponent == Math.rint(exponent) && Math.abs(exponent) <= Integer.MAX_VALUE) {
      Value product = product(base, (int) Math.abs(exponent));
      return exponent < 0 ? Reciprocal.of(product) : product;
    }
    return Exp.of(Affine.scale(Log.of(base), exponent));
  }

  /** By squaring: as many products as the exponent has bits, and one more for each bit set. */
  private static Value product(Value base, int exponent) {
    if (exponent == 0) {
      return Broadcast.of(Fill.of(base.type().withShape(Shape.SCALAR), 1), base.shape());
    }
    if (exponent == 1) {
      return base;
    }
    Value even = Square.of(product(base, exponent / 2));
    return exponent % 2 == 0 ? even : Multiply.of(even, base);
  }
}
