package dev.culebra.cpu.simd;

import dev.culebra.kernel.Call;
import dev.culebra.kernel.Choice;
import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Operands;
import dev.culebra.kernel.Signature;
import dev.culebra.shape.DType;
import dev.culebra.shape.Shape;
import dev.culebra.shape.TensorType;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Softmax and its relatives over contiguous rows: the passes that they are made of. */
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

  /** The row's largest element. */
  static float largest(MemorySegment input, long first, long length) {
    FloatVector least = Vectors.all(Float.NEGATIVE_INFINITY);
    FloatVector largest = least;
    for (long i = 0; i < length; i += LENGTH) {
      VectorMask<Float> lanes = lanes(i, length);
      FloatVector value = Vectors.load(input, first + i, lanes);
      largest = largest.max(lanes == null ? value : least.blend(value, lanes));
    }
    return Vectors.fold(largest, FloatVector::max);
  }

  /** {@code Σ e^(x − shift)}. */
  static float total(MemorySegment input, long first, long length, float shift) {
    FloatVector zero = Vectors.all(0);
    FloatVector total = zero;
    for (long i = 0; i < length; i += LENGTH) {
      VectorMask<Float> lanes = lanes(i, length);
      FloatVector power = VectorExp.exp(Vectors.load(input, first + i, lanes).sub(shift));
      total = total.add(lanes == null ? power : zero.blend(power, lanes));
    }
    return Vectors.total(total);
  }

  /** Writes {@code e^(x − shift)} and returns their sum. */
  static float exponentials(
      MemorySegment input, MemorySegment output, long first, long length, float shift) {
    FloatVector zero = Vectors.all(0);
    FloatVector total = zero;
    for (long i = 0; i < length; i += LENGTH) {
      VectorMask<Float> lanes = lanes(i, length);
      FloatVector power = VectorExp.exp(Vectors.load(input, first + i, lanes).sub(shift));
      Vectors.store(power, output, first + i, lanes);
      total = total.add(lanes == null ? power : zero.blend(power, lanes));
    }
    return Vectors.total(total);
  }

  /** The lanes from element {@code i} on; null where all are inside. */
  static VectorMask<Float> lanes(long i, long length) {
    return i <= length - LENGTH ? null : Vectors.LANES.indexInRange(i, length);
  }
}
