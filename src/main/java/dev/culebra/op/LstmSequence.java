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
 * Long short-term memory over a whole sequence (Hochreiter and Schmidhuber 1997, with the forget
 * gate of Gers 2000), in PyTorch's form and gate order i, f, g, o:
 *
 * <pre>
 * [i f g o] = x(t)·wx + h(t−1)·wh + bias;  i, f, o = sigmoid;  g = tanh
 * c(t) = f·c(t−1) + i·g
 * h(t) = o·tanh(c(t))
 * </pre>
 *
 * <p>Inputs, all of one type: x {@code [N,L,I]} with L at least 1, wx {@code [I,4H]}, wh {@code
 * [H,4H]}, bias {@code [4H]}, h0 and c0 {@code [N,H]}. Outputs: y {@code [N,L,H]} (every h), the
 * last h and the last c {@code [N,H]}; then what the gradient reads: the gates after activation
 * {@code [N,L,4H]} and every c {@code [N,L,H]}.
 *
 * <p>With a seventh input, lengths {@code i32[N]} from 0 to L, states stand still behind each end:
 * the last h and c are those of the end (h0 and c0 at length 0), the other outputs are 0 there, and
 * x is not read. PyTorch's packed sequences, besides length 0.
 */
public record LstmSequence() implements Op {
  private static final int OUTPUTS = 5;

  /** Outputs that a model uses; the rest are for the gradient. */
  private static final int RESULTS = 3;

  /**
   * Records the layer; see the outputs above.
   *
   * @param lengths null if all sequences are as long as the axis
   */
  public static Node of(
      Value x,
      Value inputWeight,
      Value hiddenWeight,
      Value bias,
      Value hidden,
      Value cell,
      Value lengths) {
    LstmSequence op = new LstmSequence();
    return lengths == null
        ? Node.record(op, x, inputWeight, hiddenWeight, bias, hidden, cell)
        : Node.record(op, x, inputWeight, hiddenWeight, bias, hidden, cell, lengths);
  }

  @Override
  public String name() {
    return "lstm_sequence";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    List<TensorType> given = SequenceRule.floating(this, inputs);
    Rule.rank(this, inputs, 4, 2);
    DType dtype = inputs.get(0).dtype();
    Shape x = inputs.get(0).shape();
    int samples = x.size(0);
    int length = x.size(1);
    int hidden = inputs.get(4).shape().size(1);
    List<TensorType> needed =
        List.of(
            inputs.get(0),
            TensorType.of(dtype, x.size(2), 4 * hidden),
            TensorType.of(dtype, hidden, 4 * hidden),
            TensorType.of(dtype, 4 * hidden),
            TensorType.of(dtype, samples, hidden),
            TensorType.of(dtype, samples, hidden));
    Rule.require(given.equals(needed), this, "needs " + Rule.types(needed), inputs);
    TensorType state = needed.get(4);
    return List.of(
        TensorType.of(dtype, samples, length, hidden),
        state,
        state,
        TensorType.of(dtype, samples, length, 4 * hidden),
        TensorType.of(dtype, samples, length, hidden));
  }

  @Override
  public Value[] gradient(Backward backward) {
    boolean residuals = backward.gradients()[3] != null || backward.gradients()[4] != null;
    int seeds = residuals ? OUTPUTS : RESULTS;
    boolean lengths = backward.inputs().size() > SequenceRule.INPUTS;
    LstmSequenceGradient op = new LstmSequenceGradient(seeds, lengths);
    Node node = Node.record(op, SequenceRule.operands(backward, seeds));
    return SequenceRule.gradients(backward, node.outputs());
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    int steps = inputs.get(0).shape().size(1);
    Value hidden = inputs.get(4);
    Value cell = inputs.get(5);
    int units = hidden.shape().size(1);
    List<Value> allHidden = new ArrayList<>();
    List<Value> allGates = new ArrayList<>();
    List<Value> allCells = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      Value input = SequenceRule.at(inputs.get(0), t);
      Value products = Add.of(MatMul.of(input, inputs.get(1)), MatMul.of(hidden, inputs.get(2)));
      Value sums = Add.of(products, inputs.get(3));
      Value entry = Sigmoid.of(SequenceRule.gate(sums, 0, units));
      Value forget = Sigmoid.of(SequenceRule.gate(sums, 1, units));
      Value candidate = Tanh.of(SequenceRule.gate(sums, 2, units));
      Value exit = Sigmoid.of(SequenceRule.gate(sums, 3, units));
      Value newCell = Add.of(Multiply.of(forget, cell), Multiply.of(entry, candidate));
      Value newHidden = Multiply.of(exit, Tanh.of(newCell));
      Value gates = Concat.of(1, List.of(entry, forget, candidate, exit));
      allHidden.add(SequenceRule.step(inputs, t, newHidden));
      allGates.add(SequenceRule.step(inputs, t, gates));
      allCells.add(SequenceRule.step(inputs, t, newCell));
      hidden = SequenceRule.within(inputs, t, newHidden, hidden);
      cell = SequenceRule.within(inputs, t, newCell, cell);
    }
    return List.of(
        Concat.of(1, allHidden), hidden, cell, Concat.of(1, allGates), Concat.of(1, allCells));
  }
}
