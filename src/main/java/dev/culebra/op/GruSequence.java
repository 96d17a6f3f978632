package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Gated recurrent unit over a whole sequence (Cho et al. 2014), in PyTorch's form and gate order r,
 * z, n, with the reset gate behind the hidden product:
 *
 * <pre>
 * [a b c] = x(t)·wx + bx;  [u v q] = h(t−1)·wh + bh
 * r = sigmoid(a + u);  z = sigmoid(b + v);  n = tanh(c + r·q)
 * h(t) = (1 − z)·n + z·h(t−1)
 * </pre>
 *
 * <p>Inputs, all of one type: x {@code [N,L,I]} with L at least 1, wx {@code [I,3H]}, wh {@code
 * [H,3H]}, bx and bh {@code [3H]}, h0 {@code [N,H]}. Outputs: y {@code [N,L,H]} (every h) and the
 * last h {@code [N,H]}; then what the gradient reads: the gates after activation {@code [N,L,3H]}
 * and every q {@code [N,L,H]}.
 */
public record GruSequence() implements Op {
  private static final int INPUTS = 6;
  private static final int OUTPUTS = 4;

  /** Outputs that a model uses; the rest are for the gradient. */
  private static final int RESULTS = 2;

  /** Records the layer; see the outputs above. */
  public static Node of(
      Value x,
      Value inputWeight,
      Value hiddenWeight,
      Value inputBias,
      Value hiddenBias,
      Value hidden) {
    return Node.record(
        new GruSequence(), x, inputWeight, hiddenWeight, inputBias, hiddenBias, hidden);
  }

  @Override
  public String name() {
    return "gru_sequence";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, INPUTS);
    Rule.floating(this, inputs, 0);
    Rule.rank(this, inputs, 0, 3);
    Rule.rank(this, inputs, 5, 2);
    DType dtype = inputs.get(0).dtype();
    Shape x = inputs.get(0).shape();
    int samples = x.size(0);
    int length = x.size(1);
    int hidden = inputs.get(5).shape().size(1);
    Rule.require(length >= 1, this, "the sequence is empty", inputs);
    List<TensorType> needed =
        List.of(
            inputs.get(0),
            TensorType.of(dtype, x.size(2), 3 * hidden),
            TensorType.of(dtype, hidden, 3 * hidden),
            TensorType.of(dtype, 3 * hidden),
            TensorType.of(dtype, 3 * hidden),
            TensorType.of(dtype, samples, hidden));
    Rule.require(inputs.equals(needed), this, "needs " + Rule.types(needed), inputs);
    return List.of(
        TensorType.of(dtype, samples, length, hidden),
        needed.get(5),
        TensorType.of(dtype, samples, length, 3 * hidden),
        TensorType.of(dtype, samples, length, hidden));
  }

  @Override
  public Value[] gradient(Backward backward) {
    boolean residuals = backward.gradients()[2] != null || backward.gradients()[3] != null;
    int seeds = residuals ? OUTPUTS : RESULTS;
    List<Value> operands = new ArrayList<>(backward.inputs());
    operands.addAll(backward.outputs());
    for (int output = 0; output < seeds; output++) {
      Value arrived = backward.gradients()[output];
      operands.add(arrived == null ? Fill.of(backward.output(output).type(), 0) : arrived);
    }
    Node node = Node.record(new GruSequenceGradient(seeds), operands.toArray(Value[]::new));
    return node.outputs().toArray(Value[]::new);
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Shape x = inputs.get(0).shape();
    Value hidden = inputs.get(5);
    List<Value> allHidden = new ArrayList<>();
    List<Value> allGates = new ArrayList<>();
    List<Value> allProducts = new ArrayList<>();
    for (int t = 0; t < x.size(1); t++) {
      Shape slice = Shape.of(x.size(0), x.size(2));
      Value input = Reshape.of(Slice.along(inputs.get(0), 1, t, t + 1), slice);
      Value sums = Add.of(MatMul.of(input, inputs.get(1)), inputs.get(3));
      Value products = Add.of(MatMul.of(hidden, inputs.get(2)), inputs.get(4));
      Value reset = Sigmoid.of(Add.of(third(sums, 0), third(products, 0)));
      Value keep = Sigmoid.of(Add.of(third(sums, 1), third(products, 1)));
      Value product = third(products, 2);
      Value candidate = Tanh.of(Add.of(third(sums, 2), Multiply.of(reset, product)));
      hidden = Add.of(candidate, Multiply.of(keep, Subtract.of(hidden, candidate)));
      allHidden.add(step(hidden));
      allGates.add(step(Concat.of(1, List.of(reset, keep, candidate))));
      allProducts.add(step(product));
    }
    return List.of(
        Concat.of(1, allHidden), hidden, Concat.of(1, allGates), Concat.of(1, allProducts));
  }

  private static Value third(Value gates, int index) {
    int hidden = gates.shape().size(1) / 3;
    return Slice.along(gates, 1, index * hidden, (index + 1) * hidden);
  }

  /** {@code [N,H] -> [N,1,H]}. */
  private static Value step(Value value) {
    return Reshape.of(value, Shape.of(value.shape().size(0), 1, value.shape().size(1)));
  }
}
