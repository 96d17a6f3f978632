package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.DType;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * The same numbers in another element type. To floating point: the nearest, of two the even one.
 * From floating point to whole numbers: towards zero, the type's end beyond it, NaN as 0 (u8 by way
 * of i32). From whole numbers to narrower ones: the lower bits, as in Java and PyTorch.
 *
 * @param dtype element type of the output: f32, f64, i32, i64 or u8
 */
public record Cast(DType dtype) implements Op {
  public static Value of(Value value, DType dtype) {
    return value.type().dtype() == dtype ? value : Node.apply(new Cast(dtype), value);
  }

  @Override
  public String name() {
    return "cast";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    boolean stored = dtype == DType.BF16 || inputs.get(0).dtype() == DType.BF16;
    Rule.require(!stored, this, "bf16 is storage only; no cast to " + dtype.label(), inputs);
    return List.of(inputs.get(0).withDtype(dtype));
  }

  /** Between floating-point types only: whole numbers carry no gradient. */
  @Override
  public Value[] gradient(Backward backward) {
    DType from = backward.input(0).type().dtype();
    boolean carries = dtype.isFloating() && from.isFloating();
    return new Value[] {carries ? of(backward.gradient(), from) : null};
  }
}
