package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Add;
import dev.culebra.op.Attention;
import dev.culebra.op.AttentionMask;
import dev.culebra.op.MatMul;
import dev.culebra.op.Reshape;
import dev.culebra.op.Slice;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;

/**
 * Attention of several heads over sequences {@code [N,L,features]} (Vaswani et al. 2017), with
 * PyTorch's parameters: {@code in_proj_weight[3·features,features]} for queries, keys and values in
 * this order, {@code in_proj_bias}, {@code out_proj.weight}, {@code out_proj.bias}. The engine
 * keeps the transposed weights.
 */
public final class MultiHeadAttention extends Module implements Layer {
  private final int features;
  private final int heads;
  private final AttentionMask mask;
  private final Parameter inputWeight;
  private final Parameter inputBias;
  private final Parameter outputWeight;
  private final Parameter outputBias;

  /**
   * @param path name of the layer in the model
   * @param features of a step; a multiple of {@code heads}
   * @param heads that share the features
   * @param mask which steps see which
   */
  public MultiHeadAttention(String path, int features, int heads, AttentionMask mask) {
    if (heads < 1 || features % heads != 0) {
      throw new IllegalArgumentException(
          "[attention] " + heads + " heads do not divide " + features + " features");
    }
    this.features = features;
    this.heads = heads;
    this.mask = mask;
    Initializer glorot = Initializer.xavierUniform(features, 3L * features, 1);
    inputWeight = weight(path + ".in_proj_weight", 3 * features, glorot);
    inputBias = bias(path + ".in_proj_bias", 3 * features);
    Initializer plain = Initializer.torchDefault(features);
    outputWeight = weight(path + ".out_proj.weight", features, plain);
    outputBias = bias(path + ".out_proj.bias", features);
  }

  private Parameter weight(String name, int outputs, Initializer initializer) {
    FileLayout layout = FileLayout.permuted(Shape.of(outputs, features), 1, 0);
    return parameter(
        new Parameter(name, TensorType.f32(features, outputs), layout, initializer, true));
  }

  private Parameter bias(String name, int outputs) {
    FileLayout layout = FileLayout.same(Shape.of(outputs));
    return parameter(
        new Parameter(name, TensorType.f32(outputs), layout, Initializer.zeros(), true));
  }

  /** Every step attends to the steps of its own sequence. */
  @Override
  public Tensor apply(Tensor input) {
    return Tensor.apply(
        values -> {
          Value all = project(values[0], values[1], values[2]);
          Value attended =
              Attention.of(heads(part(all, 0)), heads(part(all, 1)), heads(part(all, 2)), mask);
          return project(flat(attended), values[3], values[4]);
        },
        input,
        inputWeight.tensor(),
        inputBias.tensor(),
        outputWeight.tensor(),
        outputBias.tensor());
  }

  /**
   * The steps of one sequence attend to those of another.
   *
   * @param query {@code [N,L,features]}
   * @param source {@code [N,S,features]}, of which keys and values are made
   */
  public Tensor apply(Tensor query, Tensor source) {
    return Tensor.apply(
        values -> {
          Value queries = project(values[0], part(values[2], 0), part(values[3], 0));
          Value keys = project(values[1], part(values[2], 1), part(values[3], 1));
          Value contents = project(values[1], part(values[2], 2), part(values[3], 2));
          Value attended = Attention.of(heads(queries), heads(keys), heads(contents), mask);
          return project(flat(attended), values[4], values[5]);
        },
        query,
        source,
        inputWeight.tensor(),
        inputBias.tensor(),
        outputWeight.tensor(),
        outputBias.tensor());
  }

  /** One of three parts of the last axis. */
  private Value part(Value all, int index) {
    int axis = all.shape().rank() - 1;
    return Slice.along(all, axis, index * features, (index + 1) * features);
  }

  /** {@code [N,L,features] -> [N,L,heads,D]}. */
  private Value heads(Value sequence) {
    Shape shape = sequence.shape();
    return Reshape.of(sequence, Shape.of(shape.size(0), shape.size(1), heads, features / heads));
  }

  private Value flat(Value sequence) {
    Shape shape = sequence.shape();
    return Reshape.of(sequence, Shape.of(shape.size(0), shape.size(1), features));
  }

  private static Value project(Value sequence, Value weight, Value bias) {
    Shape shape = sequence.shape();
    int steps = shape.size(0) * shape.size(1);
    Value rows = Reshape.of(sequence, Shape.of(steps, shape.size(2)));
    Value sums = Add.of(MatMul.of(rows, weight), bias);
    return Reshape.of(sums, Shape.of(shape.size(0), shape.size(1), weight.shape().size(1)));
  }
}
