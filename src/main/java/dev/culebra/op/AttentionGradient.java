package dev.culebra.op;

import dev.culebra.ir.GradientOp;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gradient of {@link Attention}. With {@code p(i,j) = e^(s(i,j) − l(i))}, g the gradient of y and m
 * that of l:
 *
 * <pre>
 * t(i,j) = scale·p(i,j)·(⟨g(i), v(j)⟩ − ⟨g(i), y(i)⟩ + m(i))
 * to q(i): Σ t(i,j)·k(j);  to k(j): Σ t(i,j)·q(i);  to v(j): Σ p(i,j)·g(i)
 * </pre>
 *
 * <p>Inputs: q, k, v, y, l, g, m. Outputs: the gradients of q, k and v.
 *
 * @param forward the operation that this is the gradient of
 */
public record AttentionGradient(Attention forward) implements GradientOp {
  @Override
  public String name() {
    return "attention_gradient";
  }

  @Override
  public int forwardInputs() {
    return 3;
  }

  @Override
  public int forwardOutputs() {
    return 2;
  }

  @Override
  public int seeds() {
    return 2;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 7);
    List<TensorType> given = inputs.subList(0, 3);
    List<TensorType> outputs = Rule.forward(this, forward, given, inputs);
    List<TensorType> needed = new ArrayList<>(given);
    needed.addAll(outputs);
    needed.addAll(outputs);
    Rule.require(inputs.equals(needed), this, "needs " + Rule.types(needed), inputs);
    return given;
  }
}
