package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Select;
import dev.culebra.shape.Shape;

final class SelectRef {
  private SelectRef() {}

  static Kernel select(Select op, Signature signature) {
    Shape shape = signature.output(0).shape();
    long[] condition = BinaryRef.broadcastStrides(signature.input(0).shape(), shape);
    long[] whenTrue = BinaryRef.broadcastStrides(signature.input(1).shape(), shape);
    long[] whenFalse = BinaryRef.broadcastStrides(signature.input(2).shape(), shape);
    return new RefKernel(
        signature,
        true,
        (inputs, outputs) ->
            Walk.over(
                shape,
                (index, coordinates) -> {
                  boolean chosen = inputs.get(0).get(Walk.dot(coordinates, condition)) != 0;
                  long from = Walk.dot(coordinates, chosen ? whenTrue : whenFalse);
                  outputs.get(0).copy(index, inputs.get(chosen ? 1 : 2), from);
                }));
  }
}
