package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * What the recurrent layers' operations share. All take six inputs and perhaps the lengths of the
 * sequences, {@code i32[N]} from 0 to L.
 */
public final class SequenceRule {
  /** Inputs besides the lengths. */
  static final int INPUTS = 6;

  private SequenceRule() {}

  /**
   * Refuses a length that no sequence can have, as kernels do before they write.
   *
   * @throws OpException that names it
   */
  public static void check(String op, long sample, int length, int most) {
    if (length < 0 || length > most) {
      throw new OpException(
          op, "length " + length + " of sample " + sample + " is outside 0.." + most);
    }
  }

  /** The inputs besides the lengths, whose type is checked. */
  static List<TensorType> floating(Op op, List<TensorType> inputs) {
    Rule.require(
        inputs.size() == INPUTS || inputs.size() == INPUTS + 1,
        op,
        inputs.size() + " inputs; 6, or 7 with lengths, expected",
        inputs);
    Rule.floating(op, inputs, 0);
    Rule.rank(op, inputs, 0, 3);
    Shape x = inputs.get(0).shape();
    Rule.require(x.size(1) >= 1, op, "the sequence is empty", inputs);
    if (inputs.size() > INPUTS) {
      lengths(op, inputs, INPUTS);
    }
    return inputs.subList(0, INPUTS);
  }

  /** Requires the lengths of the samples of input 0. */
  static void lengths(Op op, List<TensorType> inputs, int index) {
    TensorType needed = TensorType.of(DType.I32, inputs.get(0).shape().size(0));
    Rule.require(inputs.get(index).equals(needed), op, "lengths must be " + needed, inputs);
  }

  /** Operands of the fused gradient: inputs, outputs, and what arrived at the first outputs. */
  static Value[] operands(Backward backward, int seeds) {
    List<Value> operands = new ArrayList<>(backward.inputs());
    operands.addAll(backward.outputs());
    for (int output = 0; output < seeds; output++) {
      Value arrived = backward.gradients()[output];
      operands.add(arrived == null ? Fill.of(backward.output(output).type(), 0) : arrived);
    }
    return operands.toArray(Value[]::new);
  }

  /** The gradients of all inputs: lengths have none. */
  static Value[] gradients(Backward backward, List<? extends Value> floating) {
    Value[] gradients = new Value[backward.inputs().size()];
    for (int input = 0; input < INPUTS; input++) {
      gradients[input] = floating.get(input);
    }
    return gradients;
  }

  /** The types of a fused gradient's outputs; checks all of its inputs. */
  static List<TensorType> gradient(
      Op gradient, Op forward, int forwardInputs, int seeds, List<TensorType> inputs) {
    Rule.require(
        inputs.size() > forwardInputs,
        gradient,
        inputs.size() + " inputs; more than " + forwardInputs + " expected",
        inputs);
    List<TensorType> given = inputs.subList(0, forwardInputs);
    List<TensorType> outputs = Rule.forward(gradient, forward, given, inputs);
    List<TensorType> needed = new ArrayList<>(given);
    needed.addAll(outputs);
    needed.addAll(outputs.subList(0, seeds));
    Rule.require(inputs.equals(needed), gradient, "needs " + Rule.types(needed), inputs);
    return given.subList(0, INPUTS);
  }

  /** Of the samples within their sequence the first, of the others the second; {@code [N,…]}. */
  static Value within(List<Value> inputs, int step, Value inside, Value behind) {
    if (inputs.size() == INPUTS) {
      return inside;
    }
    Value lengths = inputs.get(INPUTS);
    Value column = Reshape.of(lengths, Shape.of(lengths.shape().size(0), 1));
    return Select.of(Greater.of(column, Fill.of(TensorType.of(DType.I32), step)), inside, behind);
  }

  /** As {@link #within} with zeros behind the ends, as a step {@code [N,1,…]} of a sequence. */
  static Value step(List<Value> inputs, int step, Value inside) {
    Value cut = within(inputs, step, inside, Fill.of(inside.type().withShape(Shape.SCALAR), 0));
    return Reshape.of(cut, Shape.of(inside.shape().size(0), 1, inside.shape().size(1)));
  }

  /** A step of a sequence, {@code [N,L,I] -> [N,I]}. */
  static Value at(Value sequence, int step) {
    Shape slice = Shape.of(sequence.shape().size(0), sequence.shape().size(2));
    return Reshape.of(Slice.along(sequence, 1, step, step + 1), slice);
  }

  /** One of the gates that lie side by side in {@code [N,G·H]}. */
  static Value gate(Value gates, int index, int hidden) {
    return Slice.along(gates, 1, index * hidden, (index + 1) * hidden);
  }
}
