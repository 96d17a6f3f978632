package dev.culebra.op;

import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import java.util.List;

/**
 * {@code ½·g·(z − mean)}: what a gradient g at a draw z from N(mean, e^logVariance) means for
 * logVariance, without the noise. Inputs: g, z, mean.
 */
public record ReparameterizeGradient() implements TernaryElementwise {
  public static Value of(Value gradient, Value draw, Value mean) {
    return Node.apply(new ReparameterizeGradient(), gradient, draw, mean);
  }

  @Override
  public String name() {
    return "reparameterize_gradient";
  }

  @Override
  public boolean hasGradientRule() {
    return false;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value way = Subtract.of(inputs.get(1), inputs.get(2));
    return List.of(Multiply.of(Affine.scale(inputs.get(0), 0.5), way));
  }
}
