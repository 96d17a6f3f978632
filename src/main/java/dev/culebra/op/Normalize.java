package dev.culebra.op;

import dev.culebra.ir.Backward;
import dev.culebra.ir.Node;
import dev.culebra.ir.Op;
import dev.culebra.ir.Value;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.util.ArrayList;
import java.util.List;

/**
 * Zero mean and unit variance over some axes, then a scale and a shift:
 *
 * <pre>
 * y = (x − mean)/√(variance + epsilon) · weight + bias
 * </pre>
 *
 * <p>Which axes makes it a batch normalization (Ioffe and Szegedy 2015: all but the channels),
 * layer normalization (Ba et al. 2016: the last ones), instance normalization (Ulyanov et al. 2016:
 * the spatial ones) or group normalization (Wu and He 2018).
 *
 * <p>Inputs of one type: x of any shape, and either nothing more or weight and bias of one shape
 * that stretches to x's. Outputs: y like x; mean and biased variance, whose normalized axes have
 * size 1. All three are differentiable.
 *
 * @param axes distinct axes counted from 0, rising
 * @param epsilon added to the variance
 */
public record Normalize(List<Integer> axes, double epsilon) implements Op {
  public Normalize {
    axes = axes.stream().distinct().sorted().toList();
  }

  /** Over axes (negative ones count from the end), without scale and shift. */
  public static Node of(Value x, List<Integer> axes, double epsilon) {
    return Node.record(new Normalize(resolved(x, axes), epsilon), x);
  }

  /** Over axes (negative ones count from the end), then scaled and shifted. */
  public static Node of(Value x, Value weight, Value bias, List<Integer> axes, double epsilon) {
    return Node.record(new Normalize(resolved(x, axes), epsilon), x, weight, bias);
  }

  private static List<Integer> resolved(Value x, List<Integer> axes) {
    return axes.stream().map(x.shape()::axis).toList();
  }

  /** How many elements share a mean. */
  public long count(Shape x) {
    return axes.stream().mapToLong(x::size).reduce(1, Math::multiplyExact);
  }

  @Override
  public String name() {
    return "normalize";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Rule.require(
        inputs.size() == 1 || inputs.size() == 3,
        this,
        inputs.size() + " inputs; x or x, weight, bias expected",
        inputs);
    Rule.floating(this, inputs, 0);
    Shape shape = inputs.get(0).shape();
    Shape statistics = shape;
    for (int axis : axes) {
      Rule.require(
          Rule.hasAxis(inputs.get(0), axis), this, "axis " + axis + " is outside the rank", inputs);
      statistics = statistics.with(axis, 1);
    }
    Rule.require(
        shape.elements() == 0 && statistics.elements() == 0 || count(shape) > 0,
        this,
        "nothing to normalize over along axes " + axes,
        inputs);
    if (inputs.size() == 3) {
      Rule.sameDtype(this, inputs, 0, 1);
      Rule.sameType(this, inputs, 1, 2);
      Rule.require(
          shape.equals(Shape.broadcast(shape, inputs.get(1).shape())),
          this,
          "weight does not stretch to x",
          inputs);
    }
    TensorType statistic = inputs.get(0).withShape(statistics);
    return List.of(inputs.get(0), statistic, statistic);
  }

  @Override
  public Value[] gradient(Backward backward) {
    List<Value> operands = new ArrayList<>(backward.inputs());
    operands.addAll(backward.outputs());
    Value arrived = backward.gradient();
    operands.add(arrived == null ? Fill.of(backward.output(0).type(), 0) : arrived);
    Node node =
        Node.record(
            new NormalizeGradient(this, backward.inputs().size()), operands.toArray(Value[]::new));
    Value[] found = node.outputs().toArray(Value[]::new);
    Value x = backward.input(0);
    double share = 1.0 / count(x.shape());
    Value toMean = backward.gradients()[1];
    if (toMean != null) {
      found[0] = Add.of(found[0], Affine.scale(toMean, share));
    }
    Value toVariance = backward.gradients()[2];
    if (toVariance != null) {
      Value slope = Affine.scale(Subtract.of(x, backward.output(1)), 2 * share);
      found[0] = Add.of(found[0], Multiply.of(toVariance, slope));
    }
    return found;
  }

  @Override
  public List<Value> unfused(List<Value> inputs) {
    Value mean = Mean.of(inputs.get(0), axes);
    Value centred = Subtract.of(inputs.get(0), mean);
    Value variance = Mean.of(Square.of(centred), axes);
    Value y = Divide.of(centred, Sqrt.of(Affine.shift(variance, epsilon)));
    if (inputs.size() == 3) {
      y = Add.of(Multiply.of(y, inputs.get(1)), inputs.get(2));
    }
    return List.of(y, mean, variance);
  }
}
