package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;

/** {@code 1/(1 + e⁻ˣ)}. */
public record Sigmoid() implements UnaryElementwise {
  public static Value of(Value value) {
    return Node.apply(new Sigmoid(), value);
  }

  @Override
  public String name() {
    return "sigmoid";
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {SigmoidGradient.of(backward.gradient(), backward.output(0))};
  }
}
