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
 */
public record LstmSequence() implements Op {
  private static final int INPUTS = 6;
  private static final int OUTPUTS = 5;

  /** Outputs that a model uses; the rest are for the gradient. */
  private static final int RESULTS = 3;

  /** Records the layer; see the outputs above. */
  public static Node of(
      Value x, Value inputWeight, Value hiddenWeight, Value bias, Value hidden, Value cell) {
    return Node.record(new LstmSequence(), x, inputWeight, hiddenWeight, bias, hidden, cell);
  }

  @Override
  public String name() {
    return "lstm_sequence";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, INPUTS);
    Rule.floating(this, inputs, 0);
    Rule.rank(this, inputs, 0, 3);
    Rule.rank(this, inputs, 4, 2);
    DType dtype = inputs.get(0).dtype();
    Shape x = inputs.get(0).shape();
    int samples = x.size(0);
    int length = x.size(1);
    int hidden = inputs.get(4).shape().size(1);
    Rule.require(length >= 1, this, "the sequence is empty", inputs);
    List<TensorType> needed =
        List.of(
            inputs.get(0),
            TensorType.of(dtype, x.size(2), 4 * hidden),
            TensorType.of(dtype, hidden, 4 * hidden),
            TensorType.of(dtype, 4 * hidden),
            TensorType.of(dtype, samples, hidden),
            TensorType.of(dtype, samples, hidden));
    Rule.require(inputs.equals(needed), this, "needs " + Rule.types(needed), inputs);
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
    List<Value> operands = new ArrayList<>(backward.inputs());
    operands.addAll(backward.outputs());
    for (int output = 0; output < seeds; output++) {
      Value arrived = backward.gradients()[output];
      operands.add(arrived == null ? Fill.of(backward.output(output).type(), 0) : arrived);
    }
    Node node = Node.record(new LstmSequenceGradient(seeds), operands.toArray(Value[]::new));
    return node.outputs().toArray(Value[]::new);
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Shape x = inputs.get(0).shape();
    Value hidden = inputs.get(4);
    Value cell = inputs.get(5);
    List<Value> allHidden = new ArrayList<>();
    List<Value> allGates = new ArrayList<>();
    List<Value> allCells = new ArrayList<>();
    for (int t = 0; t < x.size(1); t++) {
      Shape slice = Shape.of(x.size(0), x.size(2));
      Value input = Reshape.of(Slice.along(inputs.get(0), 1, t, t + 1), slice);
      Value products = Add.of(MatMul.of(input, inputs.get(1)), MatMul.of(hidden, inputs.get(2)));
      Value sums = Add.of(products, inputs.get(3));
      Value entry = Sigmoid.of(quarter(sums, 0));
      Value forget = Sigmoid.of(quarter(sums, 1));
      Value candidate = Tanh.of(quarter(sums, 2));
      Value exit = Sigmoid.of(quarter(sums, 3));
      cell = Add.of(Multiply.of(forget, cell), Multiply.of(entry, candidate));
      hidden = Multiply.of(exit, Tanh.of(cell));
      allHidden.add(step(hidden));
      allGates.add(step(Concat.of(1, List.of(entry, forget, candidate, exit))));
      allCells.add(step(cell));
    }
    return List.of(
        Concat.of(1, allHidden), hidden, cell, Concat.of(1, allGates), Concat.of(1, allCells));
  }

  private static Value quarter(Value gates, int index) {
    int hidden = gates.shape().size(1) / 4;
    return Slice.along(gates, 1, index * hidden, (index + 1) * hidden);
  }

  /** {@code [N,H] -> [N,1,H]}. */
  private static Value step(Value value) {
    return Reshape.of(value, Shape.of(value.shape().size(0), 1, value.shape().size(1)));
  }
}
