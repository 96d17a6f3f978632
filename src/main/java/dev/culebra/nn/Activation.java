package dev.culebra.nn;

import dev.culebra.ir.Op;
import dev.culebra.op.Elu;
import dev.culebra.op.Gelu;
import dev.culebra.op.LeakyRelu;
import dev.culebra.op.Relu;
import dev.culebra.op.Sigmoid;
import dev.culebra.op.Silu;
import dev.culebra.op.Softplus;
import dev.culebra.op.Tanh;
import dev.culebra.tensor.Tensor;

/** An element-wise activation as a layer. */
public enum Activation implements Layer {
  RELU(new Relu()),
  /** Slope 0.2 below zero. */
  LEAKY_RELU(new LeakyRelu(0.2)),
  ELU(new Elu(1)),
  SILU(new Silu()),
  /** The exact form, by erf. */
  GELU(new Gelu(false)),
  TANH(new Tanh()),
  SIGMOID(new Sigmoid()),
  SOFTPLUS(new Softplus());

  private final Op op;

  Activation(Op op) {
    this.op = op;
  }

  @Override
  public Tensor apply(Tensor input) {
    return Tensor.apply(op, input);
  }
}
