package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import java.util.List;

/**
 * A draw from N(mean, e^logVariance) as a function of its noise: {@code mean + e^(½·logVariance) ·
 * noise} (Kingma and Welling 2013). Inputs: mean, logVariance, noise, all of one type.
 */
public record Reparameterize() implements TernaryElementwise {
  public static Value of(Value mean, Value logVariance, Value noise) {
    return Node.apply(new Reparameterize(), mean, logVariance, noise);
  }

  @Override
  public String name() {
    return "reparameterize";
  }

  /**
   * With z the output: g to the mean, ½·g·(z − mean) to logVariance, g·e^(½·logVariance) to noise.
   */
  @Override
  public Value[] gradient(Backward backward) {
    Value gradient = backward.gradient();
    Value mean = backward.input(0);
    return new Value[] {
      gradient,
      backward.wants(1) ? ReparameterizeGradient.of(gradient, backward.output(0), mean) : null,
      backward.wants(2) ? Multiply.of(gradient, deviation(backward.input(1))) : null
    };
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value noise = Multiply.of(deviation(inputs.get(1)), inputs.get(2));
    return List.of(Add.of(inputs.get(0), noise));
  }

  private static Value deviation(Value logVariance) {
    return Exp.of(Affine.scale(logVariance, 0.5));
  }
}
