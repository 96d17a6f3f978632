package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Slice;
import dev.culebra.shape.Shape;

final class SliceRef {
  private SliceRef() {}

  static Kernel select(Slice op, Signature signature) {
    Shape whole = signature.input(0).shape();
    return new MoveRef(
        signature.input(0).dtype().bytes(),
        (inputs, output, mover) ->
            Walk.over(
                signature.output(0).shape(),
                (index, coordinates) ->
                    mover.move(inputs.get(0), place(op, whole, coordinates), output, index)));
  }

  /** Row-major index in the whole of the element at some coordinates of the slice. */
  static long place(Slice slice, Shape whole, int[] coordinates) {
    long[] strides = whole.strides();
    long place = 0;
    for (int axis = 0; axis < coordinates.length; axis++) {
      int at = slice.starts().get(axis) + coordinates[axis] * slice.steps().get(axis);
      place += at * strides[axis];
    }
    return place;
  }
}
