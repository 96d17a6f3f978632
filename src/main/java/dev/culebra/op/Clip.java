package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/**
 * {@code min(max(x, lowest), highest)}; NaN stays NaN.
 *
 * @param lowest lower bound, rounded to the tensor's type; may be −∞
 * @param highest upper bound, not below the lower one; may be ∞
 */
public record Clip(double lowest, double highest) implements UnaryElementwise {
  public Clip {
    if (!(lowest <= highest)) {
      throw new IllegalArgumentException(
          "[clip] lower bound " + lowest + " is above upper bound " + highest);
    }
  }

  public static Value of(Value value, double lowest, double highest) {
    return Node.apply(new Clip(lowest, highest), value);
  }

  @Override
  public String name() {
    return "clip";
  }

  /** The gradient passes where x lies within the bounds, themselves included, as in PyTorch. */
  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {ClipGradient.of(backward.gradient(), backward.input(0), lowest, highest)};
  }
}
