package dev.culebra.cpu.ref;

import dev.culebra.kernel.Kernel;
import dev.culebra.kernel.Signature;
import dev.culebra.op.SliceGradient;

final class SliceGradientRef {
  private SliceGradientRef() {}

  static Kernel select(SliceGradient op, Signature signature) {
    return new MoveRef(
        signature.input(0).dtype().bytes(),
        (inputs, output, mover) -> {
          output.fill((byte) 0);
          Walk.over(
              signature.input(0).shape(),
              (index, coordinates) ->
                  mover.move(
                      inputs.get(0),
                      index,
                      output,
                      SliceRef.place(op.slice(), op.shape(), coordinates)));
        });
  }
}
