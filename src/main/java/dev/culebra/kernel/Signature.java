package dev.culebra.kernel;

import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.OpException;
import dev.culebra.ir.Value;
import dev.culebra.shape.TensorType;
import java.util.List;
import java.util.stream.Collectors;

/**
 * An operation with the types it is applied to and the precision wanted: all that selection may
 * look at.
 *
 * @param op the operation
 * @param inputs its input types
 * @param outputs its output types
 * @param precision how a product's operands are rounded; {@link Precision#F32} where it does not
 *     reach ({@link Op#hasPrecision})
 */
public record Signature(
    Op op, List<TensorType> inputs, List<TensorType> outputs, Precision precision) {
  public Signature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    precision = op.hasPrecision() ? precision : Precision.F32;
  }

  /** In {@link Precision#F32}. */
  public Signature(Op op, List<TensorType> inputs, List<TensorType> outputs) {
    this(op, inputs, outputs, Precision.F32);
  }

  public static Signature of(Op op, List<TensorType> inputs) {
    return new Signature(op, inputs, op.infer(inputs));
  }

  /** A recorded operation's. */
  public static Signature of(Node node) {
    return new Signature(
        node.op(),
        node.inputs().stream().map(Value::type).toList(),
        node.outputs().stream().map(Value::type).toList());
  }

  /** The same at a precision, which changes only what it reaches. */
  public Signature at(Precision wanted) {
    return new Signature(op, inputs, outputs, wanted);
  }

  /** Why a call of these types is refused: {@code [op] facts: inputs -> outputs}. */
  public OpException refusal(String facts) {
    return new OpException(
        op.name(), facts + ": " + joined(inputs, " x ") + " -> " + joined(outputs, ", "));
  }

  /** What a kernel found in its data, for example an index outside its axis, with the types. */
  public OpException refusal(OpException found) {
    return refusal(found.getMessage().replace("[" + op.name() + "] ", ""));
  }

  private static String joined(List<TensorType> types, String separator) {
    return types.stream().map(TensorType::toString).collect(Collectors.joining(separator));
  }

  public TensorType input(int index) {
    return inputs.get(index);
  }

  public TensorType output(int index) {
    return outputs.get(index);
  }
}
