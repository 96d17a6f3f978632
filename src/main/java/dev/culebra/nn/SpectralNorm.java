package dev.culebra.nn;

import dev.culebra.ir.Value;
import dev.culebra.op.Divide;
import dev.culebra.op.Fill;
import dev.culebra.op.MatMul;
import dev.culebra.op.Maximum;
import dev.culebra.op.Multiply;
import dev.culebra.op.Reshape;
import dev.culebra.op.Sqrt;
import dev.culebra.op.Square;
import dev.culebra.op.StopGradient;
import dev.culebra.op.Sum;
import dev.culebra.op.Transpose;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import dev.culebra.tensor.FileLayout;
import dev.culebra.tensor.Initializer;
import dev.culebra.tensor.Parameter;
import dev.culebra.tensor.Tensor;
import dev.culebra.tensor.Trace;
import java.lang.foreign.MemorySegment;

/**
 * {@code weight/σ} with σ an estimate of the weight's largest singular value (Miyato et al. 2018):
 * {@code σ = uᵀ·W·v}, where u and v follow by one power iteration each time a training step uses
 * the weight, and no gradient goes through them. Files hold PyTorch's {@code
 * parametrizations.weight.original} and {@code parametrizations.weight.0._u} and {@code _v}.
 */
final class SpectralNorm extends Module implements Weight {
  private static final double EPSILON = 1e-12;

  /** PyTorch's number of iterations for a new weight. */
  private static final int FIRST_ITERATIONS = 15;

  private final Parameter weight;
  private final Parameter left;
  private final Parameter right;
  private final boolean swapped;

  SpectralNorm(Weight.Description of) {
    String path = of.layer() + ".parametrizations.weight.";
    weight =
        parameter(new Parameter(path + "original", of.type(), of.layout(), of.initializer(), true));
    left = vector(path + "0._u", of.matrix().rows());
    right = vector(path + "0._v", of.matrix().columns());
    swapped = of.matrix().swapped();
  }

  private Parameter vector(String name, FileLayout layout) {
    TensorType type = new TensorType(DType.F32, layout.stored());
    return parameter(new Parameter(name, type, layout, Initializer.normal(1), false));
  }

  @Override
  protected void initialized() {
    float[] matrix = matrix();
    float[] u = left.toFloats();
    float[] v = right.toFloats();
    for (int iteration = 0; iteration < FIRST_ITERATIONS; iteration++) {
      u = product(matrix, v, u.length, v.length, 1);
      v = product(matrix, u, v.length, 1, v.length);
    }
    left.setFile(MemorySegment.ofArray(u));
    right.setFile(MemorySegment.ofArray(v));
  }

  /** The weight as a matrix in the order of files. */
  private float[] matrix() {
    float[] file = weight.toFloats();
    if (!swapped) {
      return file;
    }
    Shape stored = weight.layout().stored();
    Shape sides =
        Shape.of(
            stored.size(0),
            stored.size(1),
            Math.toIntExact(stored.range(2, stored.rank()).elements()));
    float[] matrix = new float[file.length];
    FileLayout.permuted(sides, 1, 0, 2)
        .toEngine(MemorySegment.ofArray(file), MemorySegment.ofArray(matrix), Float.BYTES);
    return matrix;
  }

  /** The matrix, or its transpose, times a vector, of length 1. */
  private static float[] product(
      float[] matrix, float[] vector, int rows, int rowStride, int columnStride) {
    double[] result = new double[rows];
    double squares = 0;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < vector.length; column++) {
        result[row] += (double) matrix[row * rowStride + column * columnStride] * vector[column];
      }
      squares += result[row] * result[row];
    }
    float[] unit = new float[rows];
    for (int row = 0; row < rows; row++) {
      unit[row] = (float) (result[row] / Math.max(Math.sqrt(squares), EPSILON));
    }
    return unit;
  }

  @Override
  public Tensor tensor() {
    Tensor matrix =
        Tensor.apply(
            values ->
                Reshape.of(
                    swapped ? Transpose.swap(values[0], -2, -1) : values[0],
                    Shape.of((int) right.type().elements(), (int) left.type().elements())),
            weight.tensor());
    if (Trace.isTraining()) {
      Tensor u =
          Tensor.apply(
              values -> unit(MatMul.of(row(values[1]), values[0])), matrix, Trace.latest(right));
      Trace.update(left, u);
      Tensor v =
          Tensor.apply(
              values -> unit(MatMul.of(row(values[1]), false, values[0], true)), matrix, u);
      Trace.update(right, v);
    }
    return Tensor.apply(
        values -> {
          Value image = MatMul.of(row(values[2]), values[0]);
          Value sigma = Sum.all(Multiply.of(image, row(values[1])));
          return Divide.of(values[3], sigma);
        },
        matrix,
        Trace.latest(left),
        Trace.latest(right),
        weight.tensor());
  }

  private static Value row(Value vector) {
    return Reshape.of(vector, Shape.of(1, vector.shape().size(0)));
  }

  /** A row as a vector of length 1, held constant. */
  private static Value unit(Value row) {
    Value length = Sqrt.of(Sum.all(Square.of(row)));
    Value least = Fill.of(length.type(), EPSILON);
    Value unit = Divide.of(row, Maximum.of(length, least));
    return StopGradient.of(Reshape.of(unit, Shape.of(row.shape().size(1))));
  }
}
