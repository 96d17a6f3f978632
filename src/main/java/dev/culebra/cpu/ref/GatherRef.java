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
          check(op.name(), index, signature.input(1).elements(), whole.size(op.axis()));
          Walk.over(
              signature.output(0).shape(),
              (at, coordinates) -> {
                long from = place(whole, op.axis(), coordinates, index.whole(at));
                mover.move(inputs.get(0), from, output, at);
              });
        });
  }

  /** Refuses indices out of range before anything is written. */
  static void check(String op, Cells index, long count, int size) {
    for (long at = 0; at < count; at++) {
      IndexRange.check(op, index.whole(at), size);
    }
  }

  /** Where an index along an axis leads from some coordinates. */
  static long place(Shape whole, int axis, int[] coordinates, long index) {
    long[] strides = whole.strides();
    return Walk.dot(coordinates, strides) + (index - coordinates[axis]) * strides[axis];
  }
}
