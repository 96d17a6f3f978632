package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Transpose;

final class TransposeRef {
  private TransposeRef() {}

  static Kernel select(Transpose op, Signature signature) {
    long[] strides = signature.input(0).shape().strides();
    long[] source = op.permutation().stream().mapToLong(axis -> strides[axis]).toArray();
    return new MoveRef(
        signature.input(0).dtype().bytes(),
        (inputs, output, mover) ->
            Walk.over(
                signature.output(0).shape(),
                (index, coordinates) ->
                    mover.move(inputs.get(0), Walk.dot(coordinates, source), output, index)));
  }
}
