package dev.culebra.cpu.ref;

import dev.culebra.shape.Shape;

/** Visits every element of a shape in row-major order. */
final class Walk {
  private Walk() {}

  /** Receives an element's row-major index and its coordinates (a reused array). */
  @FunctionalInterface
  interface Visitor {
    void visit(long index, int[] coordinates);
  }

  static void over(Shape shape, Visitor visitor) {
    int[] coordinates = new int[shape.rank()];
    long elements = shape.elements();
    for (long index = 0; index < elements; index++) {
      visitor.visit(index, coordinates);
      for (int axis = shape.rank() - 1; axis >= 0; axis--) {
        if (++coordinates[axis] < shape.size(axis)) {
          break;
        }
        coordinates[axis] = 0;
      }
    }
  }

  static long dot(int[] coordinates, long[] strides) {
    long offset = 0;
    for (int axis = 0; axis < coordinates.length; axis++) {
      offset += coordinates[axis] * strides[axis];
    }
    return offset;
  }
}
