package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Concat;
import dev.culebra.shape.Shape;
import java.lang.foreign.MemorySegment;

final class ConcatRef {
  private ConcatRef() {}

  static Kernel select(Concat op, Signature signature) {
    long[] strides = signature.output(0).shape().strides();
    return new MoveRef(
        signature.input(0).dtype().bytes(),
        (inputs, output, mover) -> {
          long start = 0;
          for (int i = 0; i < inputs.size(); i++) {
            Shape shape = signature.input(i).shape();
            MemorySegment input = inputs.get(i);
            long from = start;
            Walk.over(
                shape,
                (index, coordinates) ->
                    mover.move(input, index, output, from + Walk.dot(coordinates, strides)));
            start += shape.size(op.axis()) * strides[op.axis()];
          }
        });
  }
}
