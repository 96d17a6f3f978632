package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * Matrix product {@code op(left) · op(right)} over the last two axes, where {@code op} transposes
 * if asked. Leading (batch) axes must be equal on both sides.
 *
 * <p>Shapes: {@code [...,M,K] x [...,K,N] -> [...,M,N]}; a transposed operand is given as {@code
 * [...,K,M]} or {@code [...,N,K]}.
 *
 * @param transposeLeft whether the left operand is given transposed
 * @param transposeRight whether the right operand is given transposed
 */
public record MatMul(boolean transposeLeft, boolean transposeRight) implements Op {
  public static Value of(Value left, Value right) {
    return of(left, false, right, false);
  }

  public static Value of(Value left, boolean transposeLeft, Value right, boolean transposeRight) {
    return Node.apply(new MatMul(transposeLeft, transposeRight), left, right);
  }

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public boolean isProduct() {
    return true;
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 2);
    Rule.sameDtype(this, inputs, 0, 1);
    Rule.floating(this, inputs, 0);
    Shape left = inputs.get(0).shape();
    Shape right = inputs.get(1).shape();
    int rank = left.rank();
    Rule.require(
        rank >= 2 && right.rank() == rank, this, "ranks must be equal and at least 2", inputs);
    Shape batch = left.range(0, rank - 2);
    Rule.require(
        batch.equals(right.range(0, rank - 2)), this, "leading axes must be equal", inputs);
    int depth = left.size(transposeLeft ? -2 : -1);
    int otherDepth = right.size(transposeRight ? -1 : -2);
    Rule.require(depth == otherDepth, this, "depth " + depth + " != " + otherDepth, inputs);
    int rows = left.size(transposeLeft ? -1 : -2);
    int columns = right.size(transposeRight ? -2 : -1);
    return List.of(inputs.get(0).withShape(batch.append(rows, columns)));
  }

  /**
   * With {@code C = A·B}: {@code dA = dC·Bᵀ} and {@code dB = Aᵀ·dC}; operands given transposed swap
   * the roles.
   */
  @Override
  public Value[] gradient(Backward backward) {
    Value left = backward.input(0);
    Value right = backward.input(1);
    Value gradient = backward.gradient();
    Value toLeft = null;
    if (backward.wants(0)) {
      toLeft =
          transposeLeft
              ? of(right, transposeRight, gradient, true)
              : of(gradient, false, right, !transposeRight);
    }
    Value toRight = null;
    if (backward.wants(1)) {
      toRight =
          transposeRight
              ? of(gradient, true, left, transposeLeft)
              : of(left, !transposeLeft, gradient, false);
    }
    return new Value[] {toLeft, toRight};
  }
}
