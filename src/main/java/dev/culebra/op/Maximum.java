package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;

/** The larger of two elements under broadcasting, as {@code Math.max}: NaN if either is NaN. */
public record Maximum() implements BinaryElementwise {
  public static Value of(Value left, Value right) {
    return Node.apply(new Maximum(), left, right);
  }

  @Override
  public String name() {
    return "maximum";
  }

  /** The gradient goes to the larger one; equal elements share it in halves, as in PyTorch. */
  @Override
  public Value[] gradient(Backward backward) {
    Value left = backward.input(0);
    Value right = backward.input(1);
    Value gradient = backward.gradient();
    Value zero = Fill.of(gradient.type().withShape(Shape.SCALAR), 0);
    Value half = Affine.scale(gradient, 0.5);
    Value tie = Equal.of(left, right);
    Value[] toInputs = new Value[2];
    for (int i = 0; i < 2; i++) {
      if (backward.wants(i)) {
        Value wins = Greater.of(backward.input(i), backward.input(1 - i));
        Value share = Select.of(tie, half, Select.of(wins, gradient, zero));
        toInputs[i] = Unbroadcast.of(share, backward.input(i).shape());
      }
    }
    return toInputs;
  }
}
