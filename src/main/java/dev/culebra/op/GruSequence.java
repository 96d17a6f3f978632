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
 *
 * <p>With a seventh input, lengths {@code i32[N]} from 0 to L, the state stands still behind each
 * end: the last h is that of the end (h0 at length 0), the other outputs are 0 there, and x is not
 * read. PyTorch's packed sequences, besides length 0.
 */
public record GruSequence() implements Op {
  private static final int OUTPUTS = 4;

  /** Outputs that a model uses; the rest are for the gradient. */
  private static final int RESULTS = 2;

  /**
   * Records the layer; see the outputs above.
   *
   * @param lengths null if all sequences are as long as the axis
   */
  public static Node of(
      Value x,
      Value inputWeight,
      Value hiddenWeight,
      Value inputBias,
      Value hiddenBias,
      Value hidden,
      Value lengths) {
    GruSequence op = new GruSequence();
    return lengths == null
        ? Node.record(op, x, inputWeight, hiddenWeight, inputBias, hiddenBias, hidden)
        : Node.record(op, x, inputWeight, hiddenWeight, inputBias, hiddenBias, hidden, lengths);
  }

  @Override
  public String name() {
    return "gru_sequence";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    List<TensorType> given = SequenceRule.floating(this, inputs);
    Rule.rank(this, inputs, 5, 2);
    DType dtype = inputs.get(0).dtype();
    Shape x = inputs.get(0).shape();
    int samples = x.size(0);
    int length = x.size(1);
    int hidden = inputs.get(5).shape().size(1);
    List<TensorType> needed =
        List.of(
            inputs.get(0),
            TensorType.of(dtype, x.size(2), 3 * hidden),
            TensorType.of(dtype, hidden, 3 * hidden),
            TensorType.of(dtype, 3 * hidden),
            TensorType.of(dtype, 3 * hidden),
            TensorType.of(dtype, samples, hidden));
    Rule.require(given.equals(needed), this, "needs " + Rule.types(needed), inputs);
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
    boolean lengths = backward.inputs().size() > SequenceRule.INPUTS;
    GruSequenceGradient op = new GruSequenceGradient(seeds, lengths);
    Node node = Node.record(op, SequenceRule.operands(backward, seeds));
    return SequenceRule.gradients(backward, node.outputs());
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    int steps = inputs.get(0).shape().size(1);
    Value hidden = inputs.get(5);
    int units = hidden.shape().size(1);
    List<Value> allHidden = new ArrayList<>();
    List<Value> allGates = new ArrayList<>();
    List<Value> allProducts = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      Value input = SequenceRule.at(inputs.get(0), t);
      Value sums = Add.of(MatMul.of(input, inputs.get(1)), inputs.get(3));
      Value products = Add.of(MatMul.of(hidden, inputs.get(2)), inputs.get(4));
      Value both = Add.of(sums, products);
      Value reset = Sigmoid.of(SequenceRule.gate(both, 0, units));
      Value keep = Sigmoid.of(SequenceRule.gate(both, 1, units));
      Value product = SequenceRule.gate(products, 2, units);
      Value sum = SequenceRule.gate(sums, 2, units);
      Value candidate = Tanh.of(Add.of(sum, Multiply.of(reset, product)));
      Value next = Add.of(candidate, Multiply.of(keep, Subtract.of(hidden, candidate)));
      allHidden.add(SequenceRule.step(inputs, t, next));
      allGates.add(SequenceRule.step(inputs, t, Concat.of(1, List.of(reset, keep, candidate))));
      allProducts.add(SequenceRule.step(inputs, t, product));
      hidden = SequenceRule.within(inputs, t, next, hidden);
    }
    return List.of(
        Concat.of(1, allHidden), hidden, Concat.of(1, allGates), Concat.of(1, allProducts));
  }
}
