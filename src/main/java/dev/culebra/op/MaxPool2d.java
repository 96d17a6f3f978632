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
 * Largest elements of windows of an image, channel by channel, and where they are. Padding never
 * wins. Of equal ones the first in row-major order counts; NaN is larger than every number.
 *
 * <p>Shapes: {@code x[N,H,W,C] -> y[N,H',W',C], place i32[N,H',W',C]}, where the place is {@code
 * row·W + column} in the image. The gradient goes to that place.
 *
 * @param kernelHeight rows of a window
 * @param kernelWidth columns of a window
 * @param window stride, dilation, and padding that leaves each window a pixel
 */
public record MaxPool2d(int kernelHeight, int kernelWidth, Window2d window) implements Op {
  /** The largest elements of the windows that fit. */
  public static Value of(Value value, int kernelHeight, int kernelWidth, Window2d window) {
    return Node.apply(new MaxPool2d(kernelHeight, kernelWidth, window), value);
  }

  /** The largest elements, also of last windows that fit in part if the rounding says so. */
  public static Value of(
      Value value, int kernelHeight, int kernelWidth, Window2d window, Rounding rounding) {
    Pooling pooling =
        Pooling.of("max_pool2d", value.type(), kernelHeight, kernelWidth, window, rounding);
    return of(value, kernelHeight, kernelWidth, pooling.reaching(window));
  }

  @Override
  public String name() {
    return "max_pool2d";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.arity(this, inputs, 1);
    Rule.floating(this, inputs, 0);
    TensorType type = inputs.get(0);
    Pooling pooling = Pooling.of(name(), type, kernelHeight, kernelWidth, window, Rounding.FLOOR);
    Shape pooled =
        type.shape().with(1, pooling.rows().windows()).with(2, pooling.columns().windows());
    return List.of(type.withShape(pooled), new TensorType(DType.I32, pooled));
  }

  @Override
  public Value[] gradient(Backward backward) {
    Shape whole = backward.input(0).shape();
    int area = Math.multiplyExact(whole.size(1), whole.size(2));
    Value gradient = flat(backward.gradient());
    Value places = flat(backward.output(1));
    return new Value[] {Reshape.of(ScatterAdd.of(gradient, places, 1, area), whole)};
  }

  /** {@code [N,H,W,C]} as {@code [N,H·W,C]}. */
  private static Value flat(Value value) {
    Shape shape = value.shape();
    int area = Math.multiplyExact(shape.size(1), shape.size(2));
    return Reshape.of(value, Shape.of(shape.size(0), area, shape.size(3)));
  }
}
