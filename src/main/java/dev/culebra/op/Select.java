package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * {@code condition != 0 ? whenTrue : whenFalse}, element by element, under broadcasting of all
 * three. The condition is u8; the choices share any element type.
 */
public record Select() implements Op {
  public static Value of(Value condition, Value whenTrue, Value whenFalse) {
    return Node.apply(new Select(), condition, whenTrue, whenFalse);
  }

  @Override
  public String name() {
    return "select";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 3);
    Rule.dtype(this, inputs, 0, DType.U8);
    Rule.sameDtype(this, inputs, 1, 2);
    TensorType choice = inputs.get(1).withShape(Rule.broadcast(this, inputs, 1, 2));
    Shape common = Shape.broadcast(inputs.get(0).shape(), choice.shape());
    Rule.require(common != null, this, "shapes do not broadcast", inputs);
    return List.of(choice.withShape(common));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Value condition = backward.input(0);
    Value gradient = backward.gradient();
    Value zero = Fill.of(gradient.type().withShape(Shape.SCALAR), 0);
    return new Value[] {
      null,
      backward.wants(1)
          ? Unbroadcast.of(of(condition, gradient, zero), backward.input(1).shape())
          : null,
      backward.wants(2)
          ? Unbroadcast.of(of(condition, zero, gradient), backward.input(2).shape())
          : null
    };
  }
}
