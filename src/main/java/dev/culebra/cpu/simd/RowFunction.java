package dev.culebra.cpu.simd;

import dev.culebra.math.Sigmoid;
import dev.culebra.math.Tanh;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * A function of two rows, element by element, for kernels that apply several to one row. Elements
 * that do not fill a vector come one by one: several long functions with masks are more than C2
 * inlines into one method, and then vectors become objects.
 *
 * @param loop for whole vectors
 * @param rest the same operations for one element
 */
record RowFunction(BinarySimd.Loop loop, Scalar rest) {
  static final RowFunction ADD = of(FloatVector::add, (left, right) -> left + right);
  static final RowFunction MULTIPLY = of(FloatVector::mul, (left, right) -> left * right);
  static final RowFunction SIGMOID_OF_SUM =
      of(
          (left, right) -> VectorActivation.sigmoid(left.add(right)),
          (left, right) -> Sigmoid.sigmoid(left + right));
  static final RowFunction TANH_OF_SUM =
      of(
          (left, right) -> VectorActivation.tanh(left.add(right)),
          (left, right) -> Tanh.tanh(left + right));
  static final RowFunction PRODUCT_WITH_TANH =
      of(
          (left, right) -> left.mul(VectorActivation.tanh(right)),
          (left, right) -> left * Tanh.tanh(right));

  /** A function of two elements. */
  @FunctionalInterface
  interface Scalar {
    float apply(float left, float right);
  }

  private static RowFunction of(BinarySimd.Function vector, Scalar scalar) {
    return new RowFunction(BinarySimd.loop(vector), scalar);
  }

  /** Applies the function to {@code count} elements from the given ones. */
  void run(
      MemorySegment left,
      long leftFrom,
      MemorySegment right,
      long rightFrom,
      MemorySegment to,
      long toFrom,
      int count) {
    int whole = Vectors.whole(count);
    loop.run(left, leftFrom, false, right, rightFrom, false, to, toFrom, whole);
    for (int i = whole; i < count; i++) {
      float first = left.getAtIndex(ValueLayout.JAVA_FLOAT, leftFrom + i);
      float second = right.getAtIndex(ValueLayout.JAVA_FLOAT, rightFrom + i);
      to.setAtIndex(ValueLayout.JAVA_FLOAT, toFrom + i, rest.apply(first, second));
    }
  }
}
