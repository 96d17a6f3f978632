package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.List;

/**
 * A fixed linear map along rows and one along columns, channel by channel: {@code y[n,o,p,c] = Σ
 * rows[o,i]·columns[p,j]·x[n,i,j,c]}. Padding by reflection, flips, average pooling, interpolation
 * and blurs are this operation, and so are their gradients, which take the transposed maps.
 *
 * <p>Shapes: {@code x[N,H,W,C] -> [N,H',W',C]}.
 *
 * @param rows from H to H'
 * @param columns from W to W'
 */
public record Resample2d(Taps rows, Taps columns) implements Op {
  public static Value of(Value value, Taps rows, Taps columns) {
    return rows.isIdentity() && columns.isIdentity() && fits(value.shape(), rows, columns)
        ? value
        : Node.apply(new Resample2d(rows, columns), value);
  }

  /** A map along each axis of a tensor of any rank; null leaves an axis as it is. */
  static Value each(Value value, List<Taps> maps) {
    Value result = value;
    for (int axis = 0; axis < maps.size(); axis++) {
      if (maps.get(axis) != null) {
        boolean pair = axis + 1 < maps.size() && maps.get(axis + 1) != null;
        result =
            pair
                ? along(result, axis, maps.get(axis), axis + 1, maps.get(axis + 1))
                : along(result, axis, maps.get(axis));
        axis += pair ? 1 : 0;
      }
    }
    return result;
  }

  private static Value along(Value value, int axis, Taps map) {
    Shape shape = value.shape();
    Taps still = Taps.identity(1);
    int outer = size(shape, 0, axis);
    int inner = size(shape, axis + 1, shape.rank());
    Value seen = Reshape.of(value, Shape.of(outer, map.inputs(), 1, inner));
    return Reshape.of(of(seen, map, still), shape.with(axis, map.outputs()));
  }

  private static Value along(Value value, int first, Taps rows, int second, Taps columns) {
    Shape shape = value.shape();
    int outer = size(shape, 0, first);
    int inner = size(shape, second + 1, shape.rank());
    Value seen = Reshape.of(value, Shape.of(outer, rows.inputs(), columns.inputs(), inner));
    Shape after = shape.with(first, rows.outputs()).with(second, columns.outputs());
    return Reshape.of(of(seen, rows, columns), after);
  }

  private static int size(Shape shape, int begin, int end) {
    return Math.toIntExact(shape.range(begin, end).elements());
  }

  private static boolean fits(Shape shape, Taps rows, Taps columns) {
    return shape.rank() == 4 && shape.size(1) == rows.inputs() && shape.size(2) == columns.inputs();
  }

  @Override
  public String name() {
    return "resample2d";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    Rule.rank(this, inputs, 0, 4);
    Shape shape = inputs.get(0).shape();
    Rule.require(
        fits(shape, rows, columns),
        this,
        "maps take " + rows.inputs() + "x" + columns.inputs() + " pixels",
        inputs);
    return List.of(
        inputs.get(0).withShape(shape.with(1, rows.outputs()).with(2, columns.outputs())));
  }

  @Override
  public Value[] gradient(Backward backward) {
    return new Value[] {of(backward.gradient(), rows.transposed(), columns.transposed())};
  }
}
