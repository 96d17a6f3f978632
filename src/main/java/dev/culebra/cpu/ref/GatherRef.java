package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Gather;
import dev.culebra.op.IndexRange;
import dev.culebra.shape.Shape;

final class GatherRef {
  private GatherRef() {}

  static Kernel select(Gather op, Signature signature) {
    Shape whole = signature.input(0).shape();
    return new MoveRef(
        signature.input(0).dtype().bytes(),
        (inputs, output, mover) -> {
          Cells index = Cells.of(signature.input(1), inputs.get(1));
          Walk.over(
              signature.output(0).shape(),
              (at, coordinates) -> {
                long from = place(op.name(), whole, op.axis(), coordinates, index.whole(at));
                mover.move(inputs.get(0), from, output, at);
              });
        });
  }

  /** Where an index along an axis leads from some coordinates. */
  static long place(String op, Shape whole, int axis, int[] coordinates, long index) {
    long[] strides = whole.strides();
    long chosen = IndexRange.check(op, index, whole.size(axis));
    return Walk.dot(coordinates, strides) + (chosen - coordinates[axis]) * strides[axis];
  }
}
