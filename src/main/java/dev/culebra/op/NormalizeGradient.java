package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient of {@link Normalize}. With {@code r = 1/√(variance + epsilon)}, {@code x̂ = (x −
 * mean)·r} and {@code h = g·weight}:
 *
 * <pre>
 * to x: r·(h − mean(h) − x̂·mean(h·x̂));  to weight: Σ g·x̂;  to bias: Σ g
 * </pre>
 *
 * <p>Inputs: those of the forward operation, its three outputs, the gradient g of y. Outputs: the
 * gradients of its inputs.
 *
 * @param forward the operation that this is the gradient of
 * @param forwardInputs 1, or 3 with weight and bias
 */
public record NormalizeGradient(Normalize forward, int forwardInputs) implements GradientOp {
  @Override
  public String name() {
    return "normalize_gradient";
  }

  @Override
  public int forwardOutputs() {
    return 3;
  }

  @Override
  public int seeds() {
    return 1;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, forwardInputs + 4);
    List<TensorType> given = inputs.subList(0, forwardInputs);
    List<TensorType> outputs = Rule.forward(this, forward, given, inputs);
    List<TensorType> needed = new ArrayList<>(given);
    needed.addAll(outputs);
    needed.add(outputs.get(0));
    Rule.require(inputs.equals(needed), this, "needs " + Rule.types(needed), inputs);
    return given;
  }
}
