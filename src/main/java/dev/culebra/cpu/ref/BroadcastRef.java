package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.Broadcast;

final class BroadcastRef {
  private BroadcastRef() {}

  static Kernel select(Broadcast op, Signature signature) {
    long[] source = BinaryRef.broadcastStrides(signature.input(0).shape(), op.shape());
    return RefKernel.of(
        signature,
        (inputs, outputs) ->
            Walk.over(
                op.shape(),
                (index, coordinates) ->
                    outputs.get(0).set(index, inputs.get(0).get(Walk.dot(coordinates, source)))));
  }
}
