package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016): {@code x·Φ(x)} with the normal
 * distribution function {@code Φ(x) = (1 + erf(x/√2))/2}, or its approximation {@code x·(1 +
 * tanh(u))/2 = x·sigmoid(2u)} with {@code u = √(2/π)·(x + 0.044715·x³)}.
 *
 * @param approximate whether by tanh
 */
public record Gelu(boolean approximate) implements UnaryElementwise {
  /** {@code 2·√(2/π)}: 2u is this times {@code x + CUBIC·x³}. */
  public static final double SLOPE = 2 * Math.sqrt(2 / Math.PI);

  /** The cubic coefficient of the approximation. */
  public static final double CUBIC = 0.044715;

  public static Value of(Value value, boolean approximate) {
    return Node.apply(new Gelu(approximate), value);
  }

  @Override
  public String name() {
    return approximate ? "gelu_tanh" : "gelu";
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value input = backward.input(0);
    Value slope = approximate ? approximateSlope(input) : slope(input);
    return new Value[] {Multiply.of(backward.gradient(), slope)};
  }

  /** {@code Φ(x) + x·e^(−x²/2)/√(2π)}. */
  private static Value slope(Value input) {
    Value below = Affine.of(Erf.of(Affine.scale(input, Math.sqrt(0.5))), 0.5, 0.5);
    Value bell = Exp.of(Affine.scale(Square.of(input), -0.5));
    Value density = Affine.scale(bell, 1 / Math.sqrt(2 * Math.PI));
    return Add.of(below, Multiply.of(input, density));
  }

  /** {@code s + x·s·(1 − s)·SLOPE·(1 + 3·CUBIC·x²)} with {@code s = sigmoid(2u)}. */
  private static Value approximateSlope(Value input) {
    Value square = Square.of(input);
    Value twice = Multiply.of(input, Affine.of(square, SLOPE * CUBIC, SLOPE));
    Value sigmoid = Sigmoid.of(twice);
    Value inner = Multiply.of(input, Affine.of(square, 3 * SLOPE * CUBIC, SLOPE));
    return Add.of(sigmoid, SigmoidGradient.of(inner, sigmoid));
  }
}
