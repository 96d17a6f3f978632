package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.math.Exp;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Softmax and its relatives over contiguous rows: the passes that they are made of. What is left
 * behind the whole vectors goes through the scalar twins of the vector functions.
 */
final class SoftmaxRows {
  private static final int LENGTH = Vectors.LANES.length();

  private SoftmaxRows() {}

  /** Does one row. */
  @FunctionalInterface
  interface Body {
    /**
     * @param first index of the row's first element
     * @param row number of the row
     */
    void run(MemorySegment input, MemorySegment output, long first, long length, long row);
  }

  static Choice select(Signature signature, int axis, Body body) {
    TensorType type = signature.input(0);
    Shape shape = type.shape();
    if (type.dtype() != DType.F32) {
      return Choice.refuse(type.dtype().label() + "; only f32");
    }
    if (shape.range(axis + 1, shape.rank()).elements() != 1) {
      return Choice.refuse("axis " + axis + " is not the last; only contiguous rows");
    }
    return new OverRows(signature, shape.range(0, axis).elements(), shape.size(axis), body);
  }

  private record OverRows(Signature signature, long rows, long length, Body body)
      implements Kernel {
    @Override
    public Call bind(Operands operands) {
      MemorySegment input = operands.input(0);
      MemorySegment output = operands.output(0);
      return Rows.call(
          operands.workers(),
          rows,
          length,
          (begin, end) -> {
            for (long row = begin; row < end; row++) {
              body.run(input, output, row * length, length, row);
            }
          });
    }

    @Override
    public boolean inPlace(int output, int input) {
      return signature.input(input).equals(signature.output(output));
    }
  }

  /** Elements of a row that fill whole vectors. */
  static long whole(long length) {
    return length - length % LENGTH;
  }

  /** The row's largest element. */
  static float largest(MemorySegment input, long first, long length) {
    FloatVector vector = Vectors.all(Float.NEGATIVE_INFINITY);
    long whole = whole(length);
    for (long i = 0; i < whole; i += LENGTH) {
      vector = vector.max(Vectors.load(input, first + i, null));
    }
    float largest = Vectors.fold(vector, FloatVector::max);
    for (long i = whole; i < length; i++) {
      largest = Math.max(largest, input.getAtIndex(ValueLayout.JAVA_FLOAT, first + i));
    }
    return largest;
  }

  /** {@code Σ e^(x − shift)}. */
  static float total(MemorySegment input, long first, long length, float shift) {
    FloatVector vector = Vectors.all(0);
    long whole = whole(length);
    for (long i = 0; i < whole; i += LENGTH) {
      vector = vector.add(VectorExp.exp(Vectors.load(input, first + i, null).sub(shift)));
    }
    float total = Vectors.total(vector);
    for (long i = whole; i < length; i++) {
      total += Exp.exp(input.getAtIndex(ValueLayout.JAVA_FLOAT, first + i) - shift);
    }
    return total;
  }

  /** Writes {@code e^(x − shift)} and returns their sum. */
  static float exponentials(
      MemorySegment input, MemorySegment output, long first, long length, float shift) {
    FloatVector vector = Vectors.all(0);
    long whole = whole(length);
    for (long i = 0; i < whole; i += LENGTH) {
      FloatVector power = VectorExp.exp(Vectors.load(input, first + i, null).sub(shift));
      Vectors.store(power, output, first + i, null);
      vector = vector.add(power);
    }
    float total = Vectors.total(vector);
    for (long i = whole; i < length; i++) {
      float power = Exp.exp(input.getAtIndex(ValueLayout.JAVA_FLOAT, first + i) - shift);
      output.setAtIndex(ValueLayout.JAVA_FLOAT, first + i, power);
      total += power;
    }
    return total;
  }
}
